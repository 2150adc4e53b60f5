package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"edov/flow/appreg"
	"edov/flow/strictjson"
	"edov/flow/visible"
	"edov/inspect/change"
	"edov/inspect/uri"
	"edov/inspect/words"
)

// rewriteClaim replaces an optional claim by one with its right name and with source
// null, in each list that has it. Where the right one is there already, the
// wrong one goes.
func rewriteClaim(a *appreg.App, from, to string) []*change.Edit {
	var edits []*change.Edit
	for _, list := range claimLists {
		claims := readClaims(a, list)
		if !slices.ContainsFunc(claims, func(c appreg.OptionalClaim) bool {
			return c.Name == from && (from != to || c.Source != "")
		}) {
			continue
		}
		edits = append(edits, changeClaims(a, list, func(entries []strictjson.Value) []strictjson.Value {
			var out []strictjson.Value
			has := from != to && hasClaim(claims, to)
			for _, e := range entries {
				switch {
				case e.StrOf("name") != from:
					out = append(out, e)
				case !has:
					out = append(out, claimEntry(to))
					has = true
				}
			}
			return out
		}))
	}
	return edits
}

// strangeClaims are claims that people request and Entra does not have, with
// what they may have meant.
var strangeClaims = map[string]string{
	"email_verified": "xms_edov", "edov": "xms_edov", "xms-edov": "xms_edov", "xmsedov": "xms_edov",
	"xms_edv": "xms_edov", "xms_evod": "xms_edov",
	"mail": "email", "e-mail": "email", "emails": "email", "email_address": "email",
}

// meantClaim is the claim that a name stands for; empty: the name is right, or
// none that edov knows.
func meantClaim(name string) string {
	lower := strings.ToLower(bareName(name))
	if lower == "xms_pdl" && name != lower { // the placeholder itself is for optional-placeholder
		return "xms_edov"
	}
	for _, claim := range []string{"xms_edov", "email"} {
		if name != claim && (lower == claim || looksLike(lower, claim)) {
			return claim
		}
	}
	if meant := strangeClaims[lower]; meant != "" {
		return meant
	}
	if lower != "xms_edov" && uri.Distance(lower, "xms_edov") <= 2 { // no claim of Microsoft's is as near
		return "xms_edov"
	}
	return ""
}

// misspeltClaim is the name of an optional claim that stands for another one;
// empty: there is none.
func misspeltClaim(claims []appreg.OptionalClaim, meant string) string {
	for _, c := range claims {
		if meantClaim(c.Name) == meant {
			return c.Name
		}
	}
	return ""
}

// bareName is a name without the space around it, and without the characters that nothing shows.
func bareName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || !visible.Safe(r) {
			return -1
		}
		return r
	}, name)
}

// looksLike reports whether a name differs from a claim in letters outside ASCII only: they may look the same.
func looksLike(name, claim string) bool {
	letters := []rune(name)
	if len(letters) != len(claim) {
		return false
	}
	for i, r := range letters {
		if r < utf8.RuneSelf && byte(r) != claim[i] {
			return false
		}
	}
	return true
}

// asWritten says how a name differs from a claim where a reader may not see it; empty where its letters show it.
func asWritten(name, claim string) string {
	bare := bareName(name)
	for _, r := range name {
		if !visible.Safe(r) && !unicode.IsSpace(r) {
			return fmt.Sprintf(", with an invisible character, U+%04X", r)
		}
	}
	switch before, behind := strings.TrimLeftFunc(name, unicode.IsSpace) != name,
		strings.TrimRightFunc(name, unicode.IsSpace) != name; {
	case before && behind:
		return ", with space before and behind the name"
	case before:
		return ", with a space before the name"
	case behind:
		return ", with a space behind the name"
	case bare != name:
		return ", with a space inside the name"
	case strings.EqualFold(name, claim) && words.IsASCII(name):
		return ", in another letter case"
	}
	for _, r := range name {
		if r >= utf8.RuneSelf {
			return fmt.Sprintf(", with the character U+%04X, which only looks like one of the name", r)
		}
	}
	return ""
}

// shownName is the name of an entry, as exactly shows it.
func shownName(name string) string {
	if name == "" {
		return "an entry without a name"
	}
	return exactly(name)
}

func checkOptionalNames(in *Input) *Result {
	a := in.reg()
	if optionalUnsaid(a) {
		return in.notGiven("optional claims")
	}
	if r := malformedList(in); r != nil {
		return r
	}
	if r := malformedEntry(in); r != nil {
		return r
	}
	for _, c := range slices.Concat(a.OptionalClaims.IDToken, a.OptionalClaims.AccessToken) {
		meant := meantClaim(c.Name)
		switch {
		case meant != "":
			return in.fail(words.Quoted(c.Name)+" is not an optional claim that Microsoft knows"+asWritten(c.Name, meant),
				at(c.Place, shownName(c.Name), meant)).
				because("Microsoft may silently leave out what it does not know").
				fix("{portal:manifest}: write " + meant + ", exactly like this").change(rewriteClaim(a, c.Name, meant)...)
		case (c.Name == "xms_edov" || c.Name == "email") && c.Source != "":
			return in.fail("source is not null in an optional claim", at(c.Place, "source "+words.Cut(c.Source), "source null")).
				because("a source is for directory extensions; with one the claim may be missing").
				fix("{portal:manifest}: set source to null").change(rewriteClaim(a, c.Name, c.Name)...)
		}
	}
	return in.pass("no optional claim has an unusual name")
}
