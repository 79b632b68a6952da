"""The table of all commands: where each lives, what it does in one line.

Comes in, goes out: nothing. A new command is a module and a row here; the sentence is the first
line of its help, which a test holds it to.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A command before it is loaded."""

    #: ``module:attribute``; the module stands in ``tracker.cli``.
    where: str
    says: str


#: Headings of ``tracker --help`` and what stands under them, in this order.
SECTIONS: dict[str, dict[str, Row]] = {
    "Watch": {
        "watch": Row("watch:watch", "Watch trials or a search, and look at them at once."),
        "unwatch": Row("unwatch:unwatch", "Take trials or a search off the watch list."),
        "list": Row("listing:listing", "Show what is watched, and how the last looks went."),
        "check": Row("check:check", "Look at everything watched and say what changed."),
        "backfill": Row(
            "backfill:backfill", "Fetch every version that the registry's own history has."
        ),
    },
    "Read": {
        "changes": Row("changes:changes", "Show the changes that are stored."),
        "events": Row("events:events", "Say what the changes mean, by written rules."),
        "report": Row(
            "report:report", "Report events and changes: terminal, page, feed, calendar."
        ),
        "dossier": Row(
            "dossier:dossier", "Put a trial's registration on one page, for a reviewer."
        ),
        "history": Row("history:history", "Tell one trial's life in plain sentences."),
        "show": Row("show:show", "Show a trial's record, as it is or as it was."),
        "diff": Row("diff:diff", "Compare two versions of a trial."),
        "table": Row("table:table", "Show all watched trials as they stood on a day."),
        "search": Row("search:search", "Find trials among those that are stored."),
        "serve": Row("serve:serve", "Show the database in a browser, on this machine."),
    },
    "Tell": {
        "notify": Row("notify:notify", "Send the alerts that are due to mail, chats and webhooks."),
        "rules": Row(
            "rules:rules", "Try the rules of alerts on what is stored, before anything is sent."
        ),
    },
    "Share": {
        "export": Row(
            "export:export", "Write the data into files for other programs and other people."
        ),
    },
    "Care": {
        "import": Row("importing:importing", "Read records or pages from files."),
        "replay": Row("replay:replay", "Read all that is stored anew, as today's readers do."),
        "demo": Row("demo:demo", "Play the main job offline, on a few made-up trials."),
        "doctor": Row("doctor:doctor", "Say whether all is well, and how to mend what is not."),
        "completion": Row("completion:completion", "Print what makes a shell complete commands."),
    },
}

#: All commands by name.
COMMANDS: dict[str, Row] = {
    name: row for section in SECTIONS.values() for name, row in section.items()
}
