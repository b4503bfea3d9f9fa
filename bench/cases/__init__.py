"""The goals that are measured, in the order they run."""

from bench.cases.checking import Checking
from bench.cases.importing import Importing
from bench.cases.reading import Reading
from bench.frame import Case

CASES: tuple[type[Case], ...] = (Reading, Checking, Importing)
