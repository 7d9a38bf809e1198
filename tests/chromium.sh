#!/bin/sh
# Makes sure there is a Chromium for the browser tests, or says how to get one.
set -u
[ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && exit 0
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done

in_container() {
  [ -f /.dockerenv ] || [ -f /run/.containerenv ] || grep -qaE 'docker|containerd|lxc|kubepods' /proc/1/cgroup 2>/dev/null
}
install() {
  "$@" apt-get update -qq && "$@" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
}

if command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ] && { in_container || [ -n "${CI:-}" ]; }; then
    echo "no Chromium here: installing Debian's"
    install && exit 0
  elif [ -n "${CI:-}" ] && sudo -n true 2>/dev/null; then
    install sudo && exit 0
  fi
fi
echo "no Chromium here: trying Playwright's own"
.venv/bin/python -m playwright install chromium && exit 0
echo "The browser tests need Chromium. Install it with: sudo apt-get install chromium" >&2
exit 1
