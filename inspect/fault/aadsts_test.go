package fault

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"edov/inspect/report"
)

// strictly reads a data file and refuses members that mean nothing.
func strictly(t *testing.T, data []byte, into any) {
	t.Helper()
	read := json.NewDecoder(bytes.NewReader(data))
	read.DisallowUnknownFields()
	if err := read.Decode(into); err != nil {
		t.Fatal(err)
	}
}

// TestCatalogue holds the list of numbers to its rules.
func TestCatalogue(t *testing.T) {
	var list []entry
	strictly(t, table("aadsts.json"), &list)
	if len(list) < 282 {
		t.Errorf("%d numbers", len(list))
	}
	last := 0
	for _, e := range list {
		switch {
		case e.Code <= last:
			t.Errorf("%d does not come after %d", e.Code, last)
		case e.Title == "" || e.Cause == "" || e.Fix == "" || len(e.Sources) == 0:
			t.Errorf("%d is thin: %+v", e.Code, e)
		case !slices.Contains(actors, e.Who): // the developer has to act where no one is named
			t.Errorf("%d: %s has to act", e.Code, e.Who)
		case !slices.Contains(report.RefusalChecks, e.Check):
			t.Errorf("%d belongs to %s, which is not a check of a failure", e.Code, e.Check)
		}
		checkWords(t, strconv.Itoa(e.Code), e)
		last = e.Code
	}
}

var actors = []string{"", "tenant admin", "user", "microsoft"}

// readable is the length from which a list cuts a title.
const readable = 60

// unfilled finds names that stand for nothing. Microsoft's own braces are {tenant} and {tenantid}, edov's {server}.
var unfilled = regexp.MustCompile(`\{(?:portal:[^}]*|[a-z]+-[a-z-]+)\}`)

// checkWords holds what a person reads of an error to its rules.
func checkWords(t *testing.T, name string, e entry) {
	t.Helper()
	if utf8.RuneCountInString(e.Title) > readable {
		t.Errorf("%s: the title is longer than %d characters: %s", name, readable, e.Title)
	}
	for _, text := range []string{e.Title, e.Cause, filled(e.Fix), e.Verify} {
		if strings.HasSuffix(text, ".") || unfilled.MatchString(text) {
			t.Errorf("%s ends with a full stop, or names no place or fix: %s", name, text)
		}
	}
	if !slices.Contains([]string{"", secretRefused, secretMissing, secretBarred}, e.Secret) {
		t.Errorf("%s says %q of the secret", name, e.Secret)
	}
	for _, sign := range e.Texts {
		if sign != strings.ToLower(sign) || len(sign) < 7 {
			t.Errorf("%s is known by %q, which is short or not in lower case", name, sign)
		}
	}
}

// TestCauses holds the errors without a number to their rules.
func TestCauses(t *testing.T) {
	var known causeTable
	strictly(t, table("causes.json"), &known)
	all := slices.Concat(known.Causes, known.Relayed)
	for _, s := range known.Sights {
		if s.Cause != nil {
			all = append(all, *s.Cause)
		}
	}
	seen := map[string]bool{}
	for _, e := range all {
		if e.ID == "" || seen[e.ID] || e.Title == "" || e.Cause == "" || e.Fix == "" {
			t.Errorf("%+v", e)
		}
		if e.Who != "" && !slices.Contains(actors, e.Who) {
			t.Errorf("%s: %s has to act", e.ID, e.Who)
		}
		if e.Check != "" && !slices.Contains(report.RefusalChecks, e.Check) {
			t.Errorf("%s belongs to %s, which is not a check of a failure", e.ID, e.Check)
		}
		seen[e.ID] = true
		checkWords(t, e.ID, e)
	}
	for _, e := range known.Relayed {
		if len(e.Texts) == 0 || e.Verify == "" {
			t.Errorf("%s: nothing says how it is known, or how to verify it", e.ID)
		}
	}
	for _, e := range known.Variants {
		checkWords(t, e.ID, e)
	}
	for _, id := range report.RefusalChecks {
		if known.Verify[id] == "" {
			t.Errorf("nothing says how to verify %s", id)
		}
	}
	for _, s := range known.Sentences {
		if catalogue()[s.Code].Code == 0 || s.Text != strings.ToLower(s.Text) {
			t.Errorf("%q stands for %d", s.Text, s.Code)
		}
	}
}

// TestNamedCauses: what the code names is in the data.
func TestNamedCauses(t *testing.T) {
	for _, id := range []string{
		Declined, refusedClient, "consent-required", "interaction-required", "scope-unknown", "personal-not-enabled",
		"server-error", "code-refused", "refused", "secret-missing",
	} {
		if named(causes().Causes, id).ID == "" {
			t.Errorf("there is no cause %s", id)
		}
	}
	for _, id := range []string{
		"secret-id-sent", "refused-without-secret", "refused-unseen", "missing-public", "missing-sent", "barred-public",
	} {
		if named(causes().Variants, id).ID == "" {
			t.Errorf("there is no variant %s", id)
		}
	}
	if causes().Verify["secret-not-sent"] == "" {
		t.Error("nothing says how to verify that no secret was sent")
	}
}

// TestNumberWithWords: Microsoft's words beside a number say more than the number, or than the word of OAuth.
func TestNumberWithWords(t *testing.T) {
	for text, want := range map[string]string{
		"invalid_client: AADSTS500199: The reply URL is not valid.":                           "redirect URI",
		"AADSTS70000: one or more scopes requested are unauthorized or expired.":              "scopes not granted",
		"AADSTS70000: The provided value for the 'code' parameter is not valid.":              "code or refresh token",
		"AADSTS65001: The user has not consented to use 5e3ce6c0-2b1f-4285-8d4b-75ee78787346": "Microsoft's own client",
		"AADSTS65001: The user has not consented to use 6e3ce6c0-2b1f-4285-8d4b-75ee78787346": "consent missing",
		"invalid_client: AADSTS79999999: Something else.":                                     "refused the request",
	} {
		if e, _ := ExplainText(text, About{}); !strings.Contains(e.Title, want) {
			t.Errorf("%s: %s, want %s", text, e.Title, want)
		}
	}
}
