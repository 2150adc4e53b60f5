package cmd

import (
	"encoding/json"
	"os"
	"testing"
)

// TestErrorsAreNoClaims: no text that people asked about is refused as the claims of a token.
func TestErrorsAreNoClaims(t *testing.T) {
	for _, name := range []string{"found", "told"} {
		data, err := os.ReadFile("../../testdata/explain/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var list []struct {
			Text  string   `json:"text"`
			Texts []string `json:"texts"`
		}
		if err := json.Unmarshal(data, &list); err != nil || len(list) == 0 {
			t.Fatalf("%s: %d texts, %v", name, len(list), err)
		}
		for _, l := range list {
			for _, text := range append(l.Texts, l.Text) {
				if err := refuseClaims(text); err != nil {
					t.Errorf("%s: %q", name, text)
				}
			}
		}
	}
}
