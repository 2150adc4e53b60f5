package flow

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

// filled is every text below a value set to s, every list and pointer made.
func filled(v reflect.Value, s string) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(v.Elem(), s)
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			quoted, _ := json.Marshal(s)
			v.SetBytes([]byte(`{` + string(quoted) + `:[` + string(quoted) + `,1],"a":{"b":` + string(quoted) + `}}`))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			filled(v.Index(i), s)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[Token]() {
			v.Set(reflect.ValueOf(NewToken(tokenWith(s))))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				filled(v.Field(i), s)
			}
		}
	case reflect.String:
		v.SetString(s)
	}
}

func tokenWith(s string) string {
	header, _ := json.Marshal(map[string]any{"alg": "RS256", "kid": s})
	claims, _ := json.Marshal(map[string]any{"sub": s, s: []string{s}, "email": "x" + s + "@y"})
	encode := base64.RawURLEncoding.EncodeToString
	return encode(header) + "." + encode(claims) + "." + canarySignature
}

// No field of a Session is forgotten, whichever is added to it.
func TestSessionHidesWhatWasSent(t *testing.T) {
	for name, form := range map[string]string{
		"plain": canarySecret, "query": url.QueryEscape(canarySecret),
		"base64": base64.StdEncoding.EncodeToString([]byte(canarySecret)),
	} {
		var s Session
		filled(reflect.ValueOf(&s).Elem(), "<"+form+">")
		s.Request = Request{ClientID: testClientID}
		sent := newScrubber(NewSecret(canarySecret))
		s.sent = &sent
		s.hideSent()
		saved, err := json.Marshal(&s)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.FieldsFunc(string(saved), func(r rune) bool { return r == '.' || r == '"' }) {
			if raw, err := base64.RawURLEncoding.DecodeString(part); err == nil {
				saved = append(saved, raw...)
			}
		}
		if at := strings.Index(string(saved), form); at >= 0 {
			t.Errorf("%s: it stands in %.300q", name, saved[max(0, at-200):])
		}
		if strings.Count(string(saved), redacted) < 50 || s.Request.ClientID != testClientID {
			t.Errorf("%s: too little or too much was taken out: %.600s", name, saved)
		}
		if s.Tokens.IDToken.Compact() != tokenWith("<"+form+">") {
			t.Errorf("%s: the token is not what came", name)
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%q"} {
			if text := fmt.Sprintf(verb, &s); strings.Contains(text, form) {
				t.Errorf("%s: %s prints it", name, verb)
			}
		}
	}
}

// A token is saved byte for byte where nothing in it has to be hidden.
func TestTokenIsSavedAsItCame(t *testing.T) {
	token := NewToken(tokenWith("anybody"))
	sent := newScrubber(NewSecret(canarySecret))
	token.sent = &sent
	text, err := token.MarshalText()
	if want := strings.TrimSuffix(token.Compact(), canarySignature); err != nil || string(text) != want {
		t.Errorf("got %s, %v, want %s", text, err, want)
	}
}

// A secret in the claims, in whatever form, changes nothing of the token.
func TestTokenResponseKeepsItsTokens(t *testing.T) {
	for lead := range 3 {
		token := tokenWith("client"[:lead] + canarySecret)
		body := `{"id_token":"` + token + `","access_token":"` + token + `","scope":"` + canarySecret + `"}`
		tokens, f, _ := redeemFrom(t, &answering{body: body})
		if f != nil {
			t.Fatal(f)
		}
		if tokens.IDToken.Compact() != token || tokens.AccessToken.Compact() != token || tokens.Scope != redacted {
			t.Errorf("behind %d bytes: %+v, %v", lead, tokens, f)
		}
	}
}

// What the client ID is too is no secret: hiding it would blot out the report.
func TestPublicValuesAreNotHidden(t *testing.T) {
	c := Connection{ClientID: testClientID, Secret: NewSecret(testClientID)}
	metadata := &Metadata{Raw: json.RawMessage(`{"client":"` + testClientID + `","code":"` + canaryCode + `"}`)}
	a := &attempt{c: c.withDefaults(), session: &Session{Metadata: metadata}}
	a.sending(NewSecret(canaryCode))
	a.hideSent()
	if raw := string(metadata.Raw); raw != `{"client":"`+testClientID+`","code":"`+redacted+`"}` {
		t.Errorf("the metadata are %s", raw)
	}
}

// What Graph was sent comes back in nothing: not in a registration, not of the
// user, not in an error (security 123).
func TestGraphEchoIsScrubbed(t *testing.T) {
	encoded := base64.StdEncoding.EncodeToString([]byte(graphToken))
	g, env := graphServer(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/"+graphToken)
		body := `"displayName":"x ` + graphToken + `","mail":"` + graphToken + `","userPrincipalName":"` + encoded + `",` +
			`"otherMails":["` + graphToken + `"],"` + graphToken + `":1`
		io.WriteString(w, `{"id":"x","appId":"`+graphClient+`",`+body+`,"value":[{"appId":"`+graphClient+`",`+body+`}]}`)
	})
	var exchanges []Exchange
	g.Record = func(e Exchange) { exchanges = append(exchanges, e) }
	a, f := g.Application(t.Context(), env, graphClient)
	me, f2 := fetchMe(t.Context(), g.client(env), ofMe("Graph"), g.Base)
	if f != nil || f2 != nil {
		t.Fatal(f, f2)
	}
	names, _, f := g.listAll(t, env)
	saved, _ := json.Marshal([]any{a, me, names, f, exchanges})
	if strings.Contains(string(saved), graphToken[:12]) || strings.Contains(string(saved), encoded[:12]) {
		t.Errorf("it is in %s", saved)
	}
	if a.DisplayName.Value != "x "+redacted {
		t.Errorf("the name is %q", a.DisplayName.Value)
	}
}

// A page or an error in place of the metadata is scrubbed before it is cut.
func TestRefusedMetadataAreScrubbed(t *testing.T) {
	pad := strings.Repeat("x", shownOfPage-10)
	for name, a := range map[string]reply{
		"page":  {status: 502, body: []byte("<p>" + pad + canarySecret)},
		"error": {status: 400, body: []byte(`{"error":"` + strings.Repeat("x", 250) + canarySecret + `"}`)},
		"twice": {status: 200, body: []byte(`{"` + canarySecret + `":1,"` + canarySecret + `":2}`)},
	} {
		a.sent = newScrubber(NewSecret(canarySecret))
		_, f := readDocument(StageMetadata, "metadata", &a)
		if text, _ := json.Marshal(f); f == nil || strings.Contains(string(text), canarySecret[:6]) {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// A parameter of the callback that is named as the code is.
func TestCallbackIsScrubbedBeforeItIsCut(t *testing.T) {
	code := strings.Repeat("Code_without-a.form", 10)
	params := url.Values{
		"code": {code}, code: {"1"}, "x" + code: {"1"}, "iss": {strings.Repeat("x", 2040) + code},
		"state": {"s"},
	}
	r := response{params: params, origin: strings.Repeat("x", 250) + code}
	if saved, _ := json.Marshal(r.callback()); strings.Contains(string(saved), "without") {
		t.Errorf("it is in %s", saved)
	}
}
