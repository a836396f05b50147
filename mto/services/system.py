"""Libraries and programs of the operating system that no Python package brings along."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Sequence

from mto.services.binaries import postgres_complaint
from mto.services.console import say
from mto.services.embedded import given
from mto.services.places import service_user
from mto.services.problems import Problem

PDF_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")
SERVER_PACKAGES = ("libxml2", "libgssapi-krb5-2", "libssl3", "liblz4-1", "libzstd1")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing_pdf_libraries() -> list[str]:
    """The libraries WeasyPrint needs and this machine lacks."""
    if os.uname().sysname == "Darwin":
        names: Sequence[str] = ("libpango-1.0.dylib", "libpangoft2-1.0.dylib")
    else:
        names = PDF_LIBRARIES
    return [name for name in names if not _loads(name)]


def chromium() -> str | None:
    """The browser the tests drive."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def may_install() -> bool:
    """Root on Debian, Ubuntu or their kin."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_command(packages: Sequence[str]) -> str:
    """The one line that installs ``packages``."""
    names = " ".join(packages)
    if shutil.which("apt-get"):
        sudo = "" if os.geteuid() == 0 else "sudo "
        return f"{sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {names}"
    if shutil.which("brew"):
        return "brew install pango" if PDF_PACKAGES[0] in packages else f"brew install {names}"
    return f"install {names} with your system's package manager"


def chromium_command() -> str:
    """The one line that installs the browser."""
    return install_command(["chromium"])


def install(packages: Sequence[str]) -> bool:
    """Install Debian packages; returns whether that worked."""
    say("Installing system packages: " + " ".join(packages))
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = ("-qq", "-o", "Dpkg::Use-Pty=0")
    steps = (
        ["apt-get", *quiet, "update"],
        ["apt-get", *quiet, "install", "-y", "--no-install-recommends", *packages],
    )
    return all(
        subprocess.call(step, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
        for step in steps
    )


def ensure_libraries() -> None:
    """Install what PDF and the embedded PostgreSQL lack, where we may.

    :raises Problem: with the one command to run, where we may not or it did not help.
    """
    wanted = [*PDF_PACKAGES] if missing_pdf_libraries() else []
    needs_server = "DATABASE_URL" not in given()
    if needs_server and postgres_complaint(service_user()):
        wanted += SERVER_PACKAGES
    if not wanted:
        return
    if may_install() and install(wanted) and not missing_pdf_libraries():
        return
    if missing := missing_pdf_libraries():
        raise Problem(
            f"PDF documents need system libraries that are missing here ({', '.join(missing)}); "
            f"run this once and start again: {install_command(wanted)}"
        )
    say(
        "The PostgreSQL of the wheel lacks system libraries; another one is looked for. To use it: "
        + install_command(wanted)
    )


def ensure_chromium() -> bool:
    """Is there a browser for the tests? Installs Debian's where we may."""
    if chromium():
        return True
    return may_install() and install(["chromium"]) and chromium() is not None
