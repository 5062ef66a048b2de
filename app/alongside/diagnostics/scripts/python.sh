python=''
for tool in python3 python pypy3; do have $tool && python=$tool && break; done
[ -n "$python" ] || impossible 'There is no python in this container.'
used "$python: version, paths, packages"
PYTHONDONTWRITEBYTECODE=1 "$python" -c 'import sys
print("Python", sys.version.replace("\n", " "))
print("Program", sys.executable, "(virtual environment)" if sys.prefix != sys.base_prefix else "")
print("Path", ", ".join(path for path in sys.path if path))
try:
    from importlib.metadata import distributions
except ImportError:
    sys.exit()
found = sorted({(str(d.metadata["Name"]), str(d.version)) for d in distributions()}, key=str)
print(len(found), "packages:")
for name, version in found:
    print("  %s %s" % (name, version))
'
