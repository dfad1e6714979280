"""Say which system packages are missing; called by tools/setup.

    setup_system.py apt             print the Debian packages to install, one per line; optional ones marked "?"
    setup_system.py instructions    status 0: nothing is missing; else print what to install here, and how

Only the standard library, and nothing newer than Python 3.8.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass

# The R packages that the R side, the lessons, the tests and the linters use.
R_PACKAGES = (
    "cli", "forecast", "generics", "ggplot2", "janeaustenr", "jsonlite", "knitr", "lintr", "modeldata", "reticulate",
    "rmarkdown", "roxygen2", "svglite", "testthat", "tibble", "withr", "xml2",
)  # fmt: skip


@dataclass(frozen=True)
class Tool:
    """A program or file set from outside Python and R: what shows that it is there, and its packages' names."""

    purpose: str
    apt: str
    dnf: str
    brew: str
    commands: tuple[str, ...] = ()  # any one of them on PATH is enough; none: ask the package manager
    optional: bool = False


TOOLS = (
    Tool("R", "r-base-core", "R-core", "r", ("Rscript",)),
    # rpy2-rinterface is compiled and links against all that R links against.
    Tool("compilers and headers, to build rpy2", "r-base-dev", "R-core-devel", ""),
    Tool("pandoc, for the R vignettes", "pandoc", "pandoc", "pandoc", ("pandoc",)),
    Tool("qpdf, for R CMD check", "qpdf", "qpdf", "qpdf", ("qpdf",)),
    Tool("a font, for the lessons' pictures", "fonts-dejavu-core", "dejavu-sans-fonts", ""),
    Tool(
        "a browser, for the tests of the pages", "chromium", "chromium", "--cask chromium",
        ("chromium", "chromium-browser", "google-chrome"), optional=True,
    ),
    Tool(
        "its driver, for the tests of the pages", "chromium-driver", "chromedriver", "--cask chromedriver",
        ("chromedriver",), optional=True,
    ),
)  # fmt: skip


def missing_tools(
    on_path: Callable[[str], str | None], package_is_installed: Callable[[str], bool] | None
) -> list[Tool]:
    """List the tools that are not there; without a package manager to ask, only those that have a command."""
    missing = []
    for tool in TOOLS:
        if tool.commands:
            present = any(on_path(command) for command in tool.commands)
        else:
            present = package_is_installed is None or package_is_installed(tool.apt)
        if not present:
            missing.append(tool)
    return missing


def missing_r_packages(installed: Collection[str]) -> list[str]:
    """List the R packages that R does not find."""
    return [package for package in R_PACKAGES if package not in installed]


def apt_packages(tools: Collection[Tool], r_packages: Collection[str]) -> list[str]:
    """Name the Debian packages to install; an optional one, which Ubuntu may lack, is marked with "?" in front."""
    return [f"?{tool.apt}" if tool.optional else tool.apt for tool in tools] + [f"r-cran-{name}" for name in r_packages]


def instructions(tools: Collection[Tool], r_packages: Collection[str], manager: str) -> str:
    """Write the commands that install what is missing, for dnf, brew or a system that has neither."""
    lines = ["Missing, and not installed by this script on a system without apt. Please run:"]
    if manager == "brew":
        plain = [tool.brew for tool in tools if tool.brew and not tool.brew.startswith("--cask")]
        casks = [tool.brew.split()[1] for tool in tools if tool.brew.startswith("--cask")]
        lines += [f"  brew install {' '.join(plain)}"] * bool(plain)
        lines += [f"  brew install --cask {' '.join(casks)}"] * bool(casks)
    elif manager == "dnf":
        # R-core-devel cannot be seen as a command; asked for again it does no harm.
        names = sorted({tool.dnf for tool in tools} | {"R-core-devel", "python3-devel", "dejavu-sans-fonts"})
        lines += [f"  sudo dnf install {' '.join(names)}"] * bool(tools)
    else:
        lines += [f"  install {tool.purpose}" for tool in tools]
    if r_packages:
        quoted = ", ".join(f"'{package}'" for package in r_packages)
        lines.append(f"  Rscript -e \"install.packages(c({quoted}), repos = 'https://cloud.r-project.org')\"")
    lines.append("and then the same make command again.")
    return "\n".join(lines)


def installed_r_packages() -> list[str]:
    """Ask R which packages it finds; none where there is no R."""
    if shutil.which("Rscript") is None:
        return []
    code = "cat(rownames(installed.packages()), sep = '\\n')"
    answer = subprocess.run(["Rscript", "--no-init-file", "-e", code], capture_output=True, text=True, check=False)
    return answer.stdout.split()


def dpkg_is_installed(package: str) -> bool:
    """Ask dpkg whether a package is installed, configured and all."""
    command = ["dpkg-query", "--show", "--showformat=${db:Status-Abbrev}", package]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.startswith("ii")


def main(arguments: list[str]) -> int:
    """Run one of the two commands; return the exit status."""
    r_packages = missing_r_packages(installed_r_packages())
    if arguments == ["apt"]:
        print("\n".join(apt_packages(missing_tools(shutil.which, dpkg_is_installed), r_packages)))
        return 0
    if arguments == ["instructions"]:
        tools = missing_tools(shutil.which, None)
        needed = [tool for tool in tools if not tool.optional]
        manager = next((name for name in ("brew", "dnf") if shutil.which(name)), "")
        if tools or r_packages:
            print(instructions(tools, r_packages, manager))
        return 1 if needed or r_packages else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
