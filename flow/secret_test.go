package flow

import (
	"bytes"
	"encoding"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// Every way of printing a Secret prints that there is one, and nothing of it.
func TestSecretPrintsNothing(t *testing.T) {
	const value = "made-up-Value_42"
	type holder struct {
		Secret  Secret  `json:"secret" xml:"secret"`
		Pointer *Secret `json:"pointer" xml:"pointer"`
		Many    []Secret
	}
	for given, want := range map[string]string{value: redacted, "": ""} {
		s := NewSecret(given)
		h := holder{s, &s, []Secret{s}}
		for _, verb := range []string{
			"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%T %v", "%U", "%08.3f",
			"%-40s|", "%c",
		} {
			args := []any{s}
			if strings.HasPrefix(verb, "%T ") {
				args = []any{s, s}
			}
			got := fmt.Sprintf(verb, args...)
			if strings.Contains(got, value) || strings.Contains(got, fmt.Sprintf("%x", value)) {
				t.Errorf("%s prints it: %s", verb, got)
			}
			if exact := strings.TrimSuffix(strings.TrimPrefix(got, "flow.Secret "), "|"); verb != "%T" && exact != want {
				t.Errorf("%s: %q, want %q", verb, got, want)
			}
		}
		text, err := s.MarshalText()
		if err != nil || string(text) != want {
			t.Errorf("MarshalText: %q, %v, want %q", text, err, want)
		}
		for name, got := range map[string]string{
			"String": s.String(), "GoString": s.GoString(),
			"LogValue": s.LogValue().String(),
		} {
			if got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		if s.Reveal() != given || s.IsZero() != (given == "") {
			t.Errorf("%q: reveals %q, is zero: %t", given, s.Reveal(), s.IsZero())
		}
		var log bytes.Buffer
		logger := slog.New(slog.NewJSONHandler(&log, nil))
		logger.Info("x", "secret", s, "pointer", &s, "in", h)
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", s, "in", h)
		asJSON, err1 := json.Marshal(h)
		asXML, err2 := xml.Marshal(h)
		all := fmt.Sprintf("%s %s %s %v %+v %#v %v", log.String(), asJSON, asXML, h, h, h,
			errors.Join(err1, err2, fmt.Errorf("of %v", s)))
		if strings.Contains(all, value) || given != "" && strings.Count(all, redacted) < 20 {
			t.Errorf("%d times %s in %s", strings.Count(all, redacted), redacted, all)
		}
	}
	var _ encoding.TextMarshaler = Secret{}
}

// A line end is no part of a secret, if it is the only one; all else is.
func TestReadSecret(t *testing.T) {
	for text, want := range map[string]struct {
		value   string
		lineEnd bool
	}{
		"x": {"x", false}, "x\n": {"x", true}, "x\r\n": {"x", true}, "x\r": {"x\r", false}, "x\n\n": {"x\n", true},
		" x ": {" x ", false}, "": {"", false}, "\n": {"", true}, "x\ny": {"x\ny", false},
	} {
		if s := ReadSecret(text); s.Reveal() != want.value || s.LineEnd() != want.lineEnd {
			t.Errorf("%q: %q, %t", text, s.Reveal(), s.LineEnd())
		}
	}
}
