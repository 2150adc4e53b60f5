package decoded

import (
	"encoding/json"
	"strings"
	"testing"

	"edov/flow/strictjson"
)

func hasIssuer(text string) bool { return strings.Contains(text, `"iss"`) }

func hasAlgorithm(text string) bool { return strings.Contains(text, `"alg"`) }

// first is the first of some claims.
func first(list []Claims) (c Claims, ok bool) {
	if len(list) == 0 {
		return c, false
	}
	return list[0], true
}

func TestFind(t *testing.T) {
	for text, want := range map[string]Claims{
		`{"alg":"x"}.{"iss":"y"}.[Signature]`: {Header: `{"alg":"x"}`, Payload: `{"iss":"y"}`},
		`"alg":"x"}.{"iss":"y"}`:              {Header: `{"alg":"x"}`, Payload: `{"iss":"y"}`},
		`a {"b":1} {"iss":"y","iss":"z"}`:     {Payload: `{"iss":"y","iss":"z"}`}, // the gate refuses it
		"> {\n> \"iss\": \"y\"\n> }":          {Payload: "{\n\"iss\": \"y\"\n}"},
		`{"a":{"b":[1,true,null]},"iss":"y"}`: {Payload: `{"a":{"b":[1,true,null]},"iss":"y"}`},
		`{'iss': 'y"', 'v': True, 'n': None}`: {Payload: `{"iss":"y\"","v":true,"n":null}`, Loose: true},
		"{iss: 'y', // c\n e: /* d */ -1.5,}": {Payload: `{"iss":"y","e":-1.5}`, Loose: true},
		`{"iss":"y", ...}`:                    {Payload: `{"iss":"y"}`, Loose: true, Partial: true},
		`{"iss"=>"y", "b"=>foo}`:              {},
		`{"iss"=>"y", "b"=>2}`:                {Payload: `{"iss":"y","b":2}`, Loose: true},
		`{"iss":<issuer>,"e":***}`:            {Payload: `{"iss":"\u003cissuer\u003e","e":"***"}`, Loose: true},
		"{\u201ciss\u201d: \u201cy\u201d}":    {Payload: `{"iss": "y"}`},
		"iss: y\naud: z\nexp: 5\nver: 2.0": {
			Payload: `{"iss":"y","aud":"z","exp":5,"ver":"2.0"}`, Loose: true, Untyped: true,
		},
		"| iss | y |\n| aud | z |\n| v | 1 |": {}, // a name has two letters
		"map[iss:y aud:z exp:1.5e+09]":        {Payload: `{"iss":"y","aud":"z","exp":1.5e+09}`, Loose: true, Untyped: true},
		`{"iss":"y"`:                          {}, `{"iss":"` + "\n" + `"}`: {}, "": {}, "{": {}, "iss: y": {},
	} {
		got, ok := first(Find(text, hasIssuer, hasAlgorithm))
		if ok != (want != Claims{}) || got != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// TestFindInside: claims among other members are found where the whole had to be made JSON, too.
func TestFindInside(t *testing.T) {
	isClaims := func(text string) bool {
		v, err := strictjson.Parse([]byte(text), strictjson.Limits{})
		return err == nil && v.Has("iss")
	}
	for text, want := range map[string]string{
		"{\"account\": {\"name\": \"A\"}, \"idTokenClaims\": {\"iss\": \"y\", \"exp\": 5, // Expires\n}}": `{"iss":"y","exp":5}`,
		"{a: {b: {c: {'iss': 'y'}}}}":      `{"iss":"y"}`,
		"{a: {b: {c: {d: {'iss': 'y'}}}}}": "", // too deep to be a token's claims
	} {
		if c, _ := first(Find(text, isClaims, hasAlgorithm)); c.Payload != want || c.Loose != (want != "") {
			t.Errorf("%q: %+v", text, c)
		}
	}
}

// FuzzFind: no panic, strict JSON only, and 1 MiB of the same in well under a second.
func FuzzFind(f *testing.F) {
	for _, text := range []string{
		`{"alg":"x"}.{"iss":"y"}.[S]`, "{'iss': True, ...}", "iss: y\naud: z\nexp: 5", "map[iss:y aud:z exp:5]", "{/*", `{"`,
		"{a=>", "#",
		`{"iss":[{},<x>]}`, "@@ @@\n-iss: x\n+iss: y\n",
		"claim | expected | got\niss | x | y\naud | x | y", "iss,aud,sub\nx,y",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text, _ = Settle(text)
		c, ok := first(Find(text, hasIssuer, hasAlgorithm))
		if !ok {
			return
		}
		if c.Header != "" && !json.Valid([]byte(c.Header)) || !json.Valid([]byte(c.Payload)) {
			t.Fatalf("%q is no JSON: %+v", text, c)
		}
		v, err := strictjson.Parse([]byte(c.Payload), strictjson.Limits{})
		if err == nil && v.Kind != strictjson.Object {
			t.Fatalf("%q: %s", text, v.Kind)
		}
	})
}

// deep are texts that a search without bounds would take the square of their length for.
var deep = []string{
	"{", `{"`, `{"a":`, `{"a":"b",`, "{/*", "{...", `{"a":[`, "iss: y\n", "map[", "> ", "{a:b,", "}.{", `\"{`, "&quot;{",
}

// TestFindInDeepTexts: texts that only begin things end the search all the same, and have no claims.
func TestFindInDeepTexts(t *testing.T) {
	for _, s := range deep {
		found := Find(strings.Repeat(s, 4096/len(s)), hasIssuer, hasAlgorithm)
		if found != nil && !strings.Contains(s, "iss") {
			t.Errorf("claims in %q", s)
		}
	}
}

// BenchmarkFind is over the largest text: the time must grow with its length, not with the square.
func BenchmarkFind(b *testing.B) {
	for _, s := range deep {
		b.Run(s, func(b *testing.B) {
			text := strings.Repeat(s, maxText/len(s))
			for b.Loop() {
				Find(text, hasIssuer, hasAlgorithm)
			}
		})
	}
}
