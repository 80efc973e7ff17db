"""What Jinja, SQLAlchemy and Werkzeug compile, kept for all the applications of a process: each test makes one, and
they compile alike. In memory only, so that nothing is older than the code."""

from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.engine import Dialect
from werkzeug.routing import Rule

from charter.database import db


class _Templates(BytecodeCache):
    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if compiled := self._compiled.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(compiled)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_templates = _Templates()
_dialects: dict[str, Dialect] = {}
_statements: dict[Any, Any] = {}
_url_builders: dict[Any, Any] = {}
_compile_url_builder = Rule._compile_builder


def share(app: Flask) -> None:
    """Let an application use what others compiled."""
    app.jinja_env.bytecode_cache = _templates
    with app.app_context():
        engine = db.engine
        # a compiled statement belongs to its dialect
        engine.dialect = _dialects.setdefault(engine.dialect.name, engine.dialect)
        engine.update_execution_options(compiled_cache=_statements)


def _url_builder(rule: Rule, append_unknown: bool = True) -> Any:
    """The function that builds a rule's URLs: it is given the rule, and made of what the key says alone."""
    key = (tuple(rule._trace), tuple((rule.defaults or {}).items()), append_unknown)
    if key not in _url_builders:
        _url_builders[key] = _compile_url_builder(rule, append_unknown)
    return _url_builders[key]


Rule._compile_builder = _url_builder
