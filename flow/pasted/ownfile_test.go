package pasted

import (
	"errors"
	"strings"
	"testing"
)

// TestBrokenFile: a part of what edov wrote is refused as that, though a whole token is in it.
func TestBrokenFile(t *testing.T) {
	session := "{\n  \"kind\": \"edov-session\",\n  \"schema\": 1,\n  \"tokens\": {\"id_token\": \"" + microsoftToken("k") +
		"\",\n  \"more\": 1"
	for name, c := range map[string]struct{ text, want string }{
		"a session":      {session, "this session that edov wrote is cut off"},
		"a report":       {strings.Replace(session, "session", "report", 1), "this report that edov wrote is cut off"},
		"a changed one":  {strings.Replace(session, "1,", "1", 1) + "}}", "this session that edov wrote can't be read: not valid JSON"},
		"another's":      {strings.Replace(session, "edov-", "", 1), ""},
		"half of a word": {session[:20], ""},
	} {
		_, _, err := Read([]byte(c.text), "")
		var no *NoToken
		isOwn := errors.As(err, &no) && no.Form == "own-file"
		if isOwn != (c.want != "") || isOwn && !strings.HasPrefix(no.What, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if broken := BrokenFile([]byte(c.text)); (broken != nil) != isOwn {
			t.Errorf("%s: %v", name, broken)
		}
	}
	if broken := BrokenFile([]byte(`{"kind": "edov-session"}`)); broken != nil {
		t.Error(broken)
	}
}
