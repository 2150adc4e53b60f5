package token

import (
	"testing"

	"edov/flow/strictjson"
)

func TestMeaning(t *testing.T) {
	if Meaning("id", "xms_edov") == "" || Meaning("header", "kid") == "" {
		t.Error("a meaning is missing")
	}
	if Meaning("id", "kid") != "" || Meaning("id", "unheard") != "" {
		t.Error("a meaning is made up")
	}
	for _, test := range []struct {
		name string
		v    strictjson.Value
		want int64
	}{
		{"exp", strictjson.Value{Kind: strictjson.Number, Text: "1795501200"}, 1795501200},
		{"exp", strictjson.Value{Kind: strictjson.String, Text: "1795501200"}, 0},
		{"exp", strictjson.Value{Kind: strictjson.Number, Text: "-1"}, 0},
		{"exp", strictjson.Value{Kind: strictjson.Number, Text: "99999999999999999999"}, 0},
		{"ver", strictjson.Value{Kind: strictjson.Number, Text: "2"}, 0},
	} {
		at, ok := TimeClaim(test.name, test.v)
		if ok != (test.want != 0) || ok && at.Unix() != test.want {
			t.Errorf("%s %s: %v, %t", test.name, test.v.Text, at, ok)
		}
	}
}
