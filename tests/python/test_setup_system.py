"""tools/setup_system.py: what is missing, and how it is to be installed."""

import setup_system

NOTHING_ON_PATH = {}.get


def test_a_bare_debian_lacks_everything() -> None:
    tools = setup_system.missing_tools(NOTHING_ON_PATH, lambda _package: False)
    packages = setup_system.apt_packages(tools, setup_system.missing_r_packages([]))
    assert {"r-base-core", "r-base-dev", "?chromium", "?chromium-driver", "pandoc", "qpdf"} <= set(packages)
    assert {"r-cran-reticulate", "r-cran-modeldata", "r-cran-generics"} <= set(packages)


def test_a_complete_machine_lacks_nothing() -> None:
    tools = setup_system.missing_tools(lambda command: f"/usr/bin/{command}", lambda _package: True)
    assert setup_system.apt_packages(tools, setup_system.missing_r_packages(setup_system.R_PACKAGES)) == []


def test_any_browser_will_do() -> None:
    chrome = {"google-chrome": "/opt/google/chrome/google-chrome"}.get
    missing = {tool.apt for tool in setup_system.missing_tools(chrome, lambda _package: True)}
    assert "chromium" not in missing
    assert "chromium-driver" in missing


def test_without_a_package_manager_only_commands_are_missed() -> None:
    assert all(tool.commands for tool in setup_system.missing_tools(NOTHING_ON_PATH, None))


def test_homebrew_keeps_casks_apart() -> None:
    tools = setup_system.missing_tools(NOTHING_ON_PATH, None)
    lines = setup_system.instructions(tools, ["cli", "tibble"], "brew").splitlines()
    assert "  brew install r pandoc qpdf" in lines
    assert "  brew install --cask chromium chromedriver" in lines
    assert any("install.packages(c('cli', 'tibble')" in line for line in lines)


def test_fedora_gets_one_command() -> None:
    tools = setup_system.missing_tools(NOTHING_ON_PATH, None)
    (command,) = [line for line in setup_system.instructions(tools, [], "dnf").splitlines() if "dnf" in line]
    assert "R-core-devel" in command
    assert "python3-devel" in command


def test_an_unknown_system_is_told_what_each_thing_is_for() -> None:
    tools = setup_system.missing_tools(NOTHING_ON_PATH, None)
    assert "install pandoc, for the R vignettes" in setup_system.instructions(tools, [], "")
