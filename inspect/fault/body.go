package fault

import (
	"encoding/json"
	"slices"
	"strings"

	"edov/flow/lazy"
	"edov/inspect/words"
)

// mostBodies bounds how many JSON objects of a text are read.
const mostBodies = 8

// pythons makes JSON of the objects that Python prints.
var pythons = strings.NewReplacer("'", `"`, "None", "null", "True", "true", "False", "false")

// bodies are the JSON objects of a text, the first ones.
func (s *seen) bodies() []map[string]any {
	var list []map[string]any
	rest := s.plain
	if strings.Contains(rest, "'token_type'") { // as Python prints it
		rest = pythons.Replace(rest)
	}
	for len(list) < mostBodies {
		at := strings.IndexByte(rest, '{')
		if at < 0 {
			break
		}
		rest = rest[at:]
		var body map[string]any
		d := json.NewDecoder(strings.NewReader(rest))
		if d.Decode(&body) != nil {
			rest = rest[1:]
			continue
		}
		list, rest = append(list, body), rest[d.InputOffset():]
	}
	return list
}

// has holds where a body has a value, and not an empty one, under one of the names.
func has(body map[string]any, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		value, ok := body[name]
		return ok && value != nil && value != ""
	})
}

// lacking is a field that a body does not have.
type lacking struct {
	id     string       // its cause
	words  string       // what is said of it
	misses *lazy.Regexp // the program's complaint of it
}

var (
	missesIDToken = lazy.MustCompile(`id.?token`)
	missesRefresh = lazy.MustCompile(`refresh|offline|logged out|after (an|one) hour|renew|abgemeldet`)
	missesEmail   = lazy.MustCompile(`e-?mail|correo|courriel|メール|邮箱`)
	missesSubject = lazy.MustCompile(`\bsub\b|subject`)
	missesGroups  = lazy.MustCompile(`groups?\b|\broles?\b`)
)

// ofTokens lists what a successful token response lacks. Where its scopes are those of an API of the app, they say
// nothing of those of the sign-in.
func ofTokens(body map[string]any) []lacking {
	var list []lacking
	scope, _ := body["scope"].(string)
	scopes := strings.Fields(scope)
	if !has(body, "id_token") {
		says := "The token response has no id_token"
		if len(scopes) > 0 && !slices.Contains(scopes, "openid") {
			says += ", and openid is not among the granted scopes: " + words.Cut(scope)
		}
		list = append(list, lacking{"no-id-token", says, missesIDToken})
	}
	if !has(body, "refresh_token") {
		list = append(list, lacking{
			"offline-access-missing", "The token response has no refresh_token, which the scope offline_access brings",
			missesRefresh,
		})
	}
	if slices.Contains(scopes, "openid") && !slices.Contains(scopes, "email") {
		list = append(list, lacking{
			"email-scope-missing", "The granted scopes have no email: " + words.Cut(scope), missesEmail,
		})
	}
	return list
}

// ofUser lists what a successful answer of the userinfo endpoint, or of Graph, lacks.
func ofUser(body map[string]any) []lacking {
	isGraph := has(body, "id") && has(body, "@odata.context", "userPrincipalName")
	var list []lacking
	add := func(id, says string, misses *lazy.Regexp) { list = append(list, lacking{id, says, misses}) }
	switch {
	case isGraph && !has(body, "mail"):
		add("no-mail-attribute", "The answer of Graph has "+namesOf(body)+"; its mail is empty", missesEmail)
	case !isGraph && !has(body, "email"):
		add("userinfo-without-email", "The userinfo response has "+namesOf(body)+"; it has no email", missesEmail)
	}
	if isGraph {
		add("product-attribute-mapping", "The answer of Graph has id, and no sub, which the userinfo endpoint of "+
			"OpenID Connect has", missesSubject)
	} else {
		add("userinfo-only-some", "The userinfo response has "+namesOf(body)+"; it never has groups or roles",
			missesGroups)
	}
	return list
}

// namesOf are the names of the values that a body has.
func namesOf(body map[string]any) string {
	var names []string
	for name := range body {
		if has(body, name) && !strings.HasPrefix(name, "@") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return words.Cut(strings.Join(names, ", "))
}

// isUser holds for a body about a user that is no token's: it has neither an issuer nor an error.
func isUser(body map[string]any) bool {
	ofUserinfo := has(body, "sub") && has(body, "name", "given_name", "family_name", "picture", "email")
	ofGraph := has(body, "id") && has(body, "userPrincipalName") && has(body, "displayName", "@odata.context")
	return (ofUserinfo || ofGraph) && !has(body, "iss", "error", "exp")
}

// findLacking lists what the bodies of a text lack: where the text complains of one, that first.
func (s *seen) findLacking() []lacking {
	if s.failure != nil {
		return nil
	}
	var list []lacking
	for _, body := range s.bodies() {
		switch {
		case has(body, "token_type") && has(body, "access_token", "expires_in"):
			list = append(list, ofTokens(body)...)
		case isUser(body):
			list = append(list, ofUser(body)...)
		}
	}
	beside := s.besideBodies()
	complained := slices.DeleteFunc(slices.Clone(list), func(l lacking) bool { return !l.misses.MatchString(beside) })
	if len(complained) > 0 {
		return complained
	}
	return slices.DeleteFunc(list, func(l lacking) bool {
		return l.misses == missesSubject || l.misses == missesGroups
	})
}

// besideBodies is a text in lower case without the JSON objects in it.
func (s *seen) besideBodies() string {
	begin, end := strings.IndexByte(s.lower, '{'), strings.LastIndexByte(s.lower, '}')
	if begin < 0 || end < begin {
		return s.lower
	}
	return s.lower[:begin] + " " + s.lower[end+1:]
}

// besideWords is how many words may stand beside a body that nothing complains of.
const besideWords = 4

// byBody explains a successful response by what it lacks.
func byBody(s *seen) (Explanation, bool) {
	list := s.lacks()
	beside := s.besideBodies()
	isComplaint := slices.ContainsFunc(list, func(l lacking) bool { return l.misses.MatchString(beside) })
	if len(list) == 0 || !isComplaint && len(strings.Fields(beside)) > besideWords {
		return Explanation{}, false
	}
	var ids []string
	for _, l := range list {
		ids = append(ids, l.id)
	}
	e := s.likely("the response is no error; it lacks what the program needs", rank(ids, s))
	if !isComplaint {
		e.Title, e.fine = "the response is no error; this is what it does not have", true
	}
	return e, true
}

// lacksOf are those of what the bodies lack that are among the likely causes.
func (s *seen) lacksOf(likely []string) []lacking {
	if s.lacks == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(s.lacks()), func(l lacking) bool { return !slices.Contains(likely, l.id) })
}
