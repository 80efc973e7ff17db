"""Nobody fills the journal, the drafts or the mailboxes of others by sending forms of amendments again and again."""

import pytest
from flask_limiter.util import get_qualified_name

from charter.extensions import limiter


@pytest.mark.parametrize("blueprint", ["drafts", "amendments", "rounds", "discussion"])
def test_every_form_of_amendments_has_a_rate_limit(app, blueprint):
    sent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(f"{blueprint}.") and "POST" in rule.methods
    ]
    names = {each: get_qualified_name(app.view_functions[each]) for each in sent}
    assert names
    assert [each for each, name in names.items() if not limiter.limit_manager.decorated_limits(name)] == []
