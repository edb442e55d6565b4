"""The table of access. A line has a letter for each role, in this order; `letter` explains them.

nobody, visitor, newcomer, contributor, curator, reviewer, administrator, superuser
"""

# Addresses by their names; of the admin's tables, what follows the table's name, and before it
# the table or its kind where that makes a difference. For GET, and for a POST of nonsense.
ADDRESSES = {
    "index": ("llyyyyyy", "llyyyyyy"),
    "login": ("yyyyyyyy", "yyyyyyyy"),
    "logout": ("yyxxxxxx", "yyyyyyyy"),
    "password_change": ("llyyyyyy", "llyyyyyy"),
    "password_change_done": ("llyyyyyy", "llxxxxxx"),
    "password_reset": ("mmmmmmmm", "mmmmmmmm"),
    "password_reset_done": ("mmmmmmmm", "mmmmmmmm"),
    "password_reset_confirm": ("mmmmmmmm", "mmmmmmmm"),
    "password_reset_complete": ("mmmmmmmm", "mmmmmmmm"),
    "autocomplete": ("llnyyyyy", "llxxxxxx"),
    "jsi18n": ("llyyyyyy", "llxxxxxx"),
    "view_on_site": ("llyyyyyy", "llyyyyyy"),
    "app_list": ("llmyyyyy", "llmyyyyy"),
    "None": ("llmmmmmm", "llmmmmmm"),
    "changelist": ("llnyyyyy", "kknyyyyy"),
    "add": ("llnyyyyy", "kknyyyyy"),
    "change": ("llnyyyyy", "kknnyyyy"),
    "history": ("llnyyyyy", "kknyyyyy"),
    "delete": ("llnnnnnn", "kknnnnnn"),
    "side row:delete": ("llnnyyyy", "kknnpppp"),
    "import": ("llnyyyyy", "kknyyyyy"),
    "process_import": ("llxxxxxx", "kknyyyyy"),
    "export": ("llnyyyyy", "kknyyyyy"),
    "auth:changelist": ("llnnnnyy", "llnnnnyy"),
    "auth:add": ("llnnnnyy", "llnnnnyy"),
    "auth:change": ("llnnnnyy", "llnnnnyy"),
    "auth:history": ("llnnnnyy", "llnnnnyy"),
    "auth:delete": ("llnnnnyy", "llnnnnww"),
    "auth:password_change": ("llnnnnyy", "llnnnnyy"),
    "changeset:changelist": ("llnyyyyy", "kknyyyyy"),
    "changeset:add": ("llnnnnnn", "kknnnnnn"),
    "changeset:change": ("llnyyyyy", "kknnnnnn"),
    "changeset:history": ("llnyyyyy", "kknyyyyy"),
    "changeset:delete": ("llnnnnnn", "kknnnnnn"),
    "topic:add": ("llnnnyyy", "kknnnyyy"),
    "topic:change": ("llnyyyyy", "kknnnyyy"),
    "topic:delete": ("llnnnyyy", "kknnnyyy"),
    "topic:import": ("llnnnyyy", "kknnnyyy"),
    "topic:process_import": ("llxxxxxx", "kknnnyyy"),
    "exchange:import": ("llnyyyyy", "llnyyyyy"),
    "exchange:confirm": ("llxxxxxx", "llnyyyyy"),
    "exchange:export": ("llnyyyyy", "llnyyyyy"),
    "desk:conflicts": ("llnnyyyy", "kknnxxxx"),
    "desk:sentences": ("llnyyyyy", "kknxxxxx"),
    "desk:queue": ("llnyyyyy", "kknyyyyy"),
    "desk:proposal": ("llnyyyyy", "kknyyyyy"),
    "desk:proposal_preview": ("llnyyyyy", "kknxxxxx"),
    "desk:record": ("llnyyyyy", "kknyyyyy"),
    "desk:record_preview": ("llnyyyyy", "kknxxxxx"),
    "desk:versions": ("llnyyyyy", "kknyyyyy"),
    "desk:date": ("llnyyyyy", "llnxxxxx"),
    "desk:quote": ("llnxxxxx", "llnmmmmm"),
    "desk:codebook": ("llnyyyyy", "kknxxxxx"),
    "desk:roles": ("llyyyyyy", "kkxxxxxx"),
    "desk:code": ("llmmmmmm", "llmmmmmm"),
    "desk:second_factor": ("llmmmmmm", "llmmmmmm"),
}

# Actions of lists, and the tables that have them.
ACTIONS = {
    "delete_selected": {"every table of the register", "auth.user", "auth.group"},
    "remove_second_factor": {"auth.user"},
}

# What comes of a deed, by who began the proposal: the role's own, a colleague's.
BY_WRITER = {
    "act approve": ("kknyyyyy", "kknyywww"),
    "act return": ("kknyyyyy", "kknyywww"),
    "act reject": ("kknwwwww", "kknyywww"),
    "act undo": ("kknyyyyy", "kknyyyyy"),
    "act nonsense": ("kknyyyyy", "kknyyyyy"),
    "queue proposal": ("kknyyyyy", "kknyywww"),
}

# What comes of a deed, by the status of the record: own draft, own in review, then of others
# draft, in review, published, withdrawn.
BY_STATUS = {
    "GET change": ("llnyyyyy", "llnyyyyy", "llnyyyyy", "llnyyyyy", "llnyyyyy", "llnyyyyy"),
    "GET history": ("llnyyyyy", "llnyyyyy", "llnyyyyy", "llnyyyyy", "llnyyyyy", "llnyyyyy"),
    "GET delete": ("llnyyyyy", "llnyyyyy", "llnnyyyy", "llnnyyyy", "llnnnnnn", "llnnnnnn"),
    "GET record": ("llnyyyyy", "llnyyyyy", "llnyyyyy", "llnyyyyy", "llnyyyyy", "llnyyyyy"),
    "GET versions": ("llnyyyyy", "llnyyyyy", "llnyyyyy", "llnyyyyy", "llnyyyyy", "llnyyyyy"),
    "GET preview": ("llnyyyyy", "llnyyyyy", "llnyyyyy", "llnyyyyy", "llnyyyyy", "llnyyyyy"),
    "POST change": ("kknwwwww", "kknwwwww", "kknnwwww", "kknnwwww", "kknnpppp", "kknnwwww"),
    "POST list": ("kknyyyyy", "kknyyyyy", "kknyyyyy", "kknyyyyy", "kknyyyyy", "kknyyyyy"),
    "POST delete": ("kknwwwww", "kknwwwww", "kknnwwww", "kknnwwww", "kknnnnnn", "kknnnnnn"),
    "action delete_selected": (
        "kknywwww",
        "kknywwww",
        "kknywwww",
        "kknywwww",
        "kknynnnn",
        "kknynnnn",
    ),
    "act submit": ("kknwwwww", "kknyyyyy", "kknywwww", "kknyyyyy", "kknyyyyy", "kknywwww"),
    "act publish": ("kknyyyyy", "kknyyyyy", "kknyyyyy", "kknyywww", "kknyyyyy", "kknyyyyy"),
    "act return": ("kknyyyyy", "kknyywww", "kknyyyyy", "kknyywww", "kknyyyyy", "kknyyyyy"),
    "act withdraw": ("kknyyyyy", "kknyyyyy", "kknyyyyy", "kknyyyyy", "kknyywww", "kknyyyyy"),
    "queue record": ("kknyyyyy", "kknyyyyy", "kknyyyyy", "kknyywww", "kknyyyyy", "kknyyyyy"),
    "restore": ("kknywwww", "kknywwww", "kknywwww", "kknywwww", "kknypppp", "kknywwww"),
    "act undo": ("kknwwwww", "kknwwwww", "kknyywww", "kknyywww", "kknyyppp", "kknyywww"),
    "import": ("kknwwwww", "kknwwwww", "kknywwww", "kknywwww", "kknypppp", "kknywwww"),
    "row POST add": ("kknwwwww", "kknwwwww", "kknywwww", "kknywwww", "kknypppp", "kknywwww"),
    "row POST change": ("kknwwwww", "kknwwwww", "kknnwwww", "kknnwwww", "kknnpppp", "kknnwwww"),
    "row POST delete": ("kknwwwww", "kknwwwww", "kknnwwww", "kknnwwww", "kknnpppp", "kknnwwww"),
    "row action delete_selected": (
        "kknywwww",
        "kknywwww",
        "kknywwww",
        "kknywwww",
        "kknypppp",
        "kknywwww",
    ),
}
