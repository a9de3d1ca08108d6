"""What was published, as our sources quote it. None says how many parents answered: that is not made up.

Practice facts 2.1: Munro, Turnell and Murphy, You Can't Grow Roses in Concrete (English Innovations Project,
2016), as quoted; and the independent evaluation of the same ten pilots, as a published summary quotes it.
"""

from __future__ import annotations

YEAR = 2016
# Question of the feedback guide, and the share of parents who agreed.
STATEMENTS = {
    "feedback.pf1": 0.82,
    "feedback.pf2": 0.73,
    "feedback.pf3": 0.85,
    "feedback.pf4": 0.79,
    "feedback.pf5": 0.79,
    "feedback.pf6": 0.76,
    "feedback.pf7": 0.81,
    "feedback.pf8": 0.73,
}
# No answer to these is the right one: a parent may disagree in good faith.
NO_TARGET = ("feedback.pf4", "feedback.pf6")
