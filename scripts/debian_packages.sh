#!/bin/sh
# The tests use a real PostgreSQL and a real Chromium. Without them we stop: nothing is skipped.
set -u
missing=
found=no
for program in /usr/lib/postgresql/*/bin/initdb; do
    [ -x "$program" ] && found=yes
done
[ "$found" = yes ] || missing="postgresql"
[ -x /usr/bin/chromium ] || missing="$missing chromium"
# The prints are read back as the sheets of paper they become.
command -v pdftotext >/dev/null || missing="$missing poppler-utils"
# Another machine is another network namespace.
command -v ip >/dev/null || [ -x /usr/sbin/ip ] || missing="$missing iproute2"
# What is read aloud is read by the real program.
command -v espeak-ng >/dev/null || missing="$missing espeak-ng"
# Documents for the meeting are set by Pango, in every script.
ldconfig -p | grep -q libpangoft2-1.0 || missing="$missing libpango-1.0-0 libpangoft2-1.0-0"

if [ -n "$missing" ]; then
    echo "The tests need Debian packages that are not here. As root:" >&2
    echo "    apt-get install --no-install-recommends $missing fonts-noto-core" >&2
    exit 1
fi
