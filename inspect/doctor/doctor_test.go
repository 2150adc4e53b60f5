package doctor

import (
	"strings"
	"testing"

	"edov/flow"
)

// TestNothingSeenIsNotOK: of what was not looked at, no line says that it is fine.
func TestNothingSeenIsNotOK(t *testing.T) {
	r := Judge(Facts{})
	for _, l := range r.Lines {
		switch l.ID {
		case "version", "terminal", "clipboard", "localhost", "server", "clock", "token":
			if l.Outcome != NotChecked || l.Found == "" {
				t.Errorf("%+v", l)
			}
		}
	}
	if r.Problems != 0 {
		t.Errorf("%d problems of nothing", r.Problems)
	}
}

// TestJudge: what is wrong has an outcome and words of its own.
func TestJudge(t *testing.T) {
	for id, test := range map[string]struct {
		facts Facts
		want  Outcome
		says  string
	}{
		"terminal":      {Facts{Terminal: Terminal{Is: true, Width: 60, Height: 20, Type: "xterm"}}, Warning, "60 x 20"},
		"keyring":       {Facts{Keyring: Keyring{Answered: true}}, OK, "nothing was read"},
		"folder-config": {Facts{Folders: []Folder{{Name: "config", Path: "/x", Trouble: "it is read-only"}}}, Problem, "read-only"},
		"variables":     {Facts{Unknown: []string{"EDOV_TENNANT"}}, Warning, "EDOV_TENNANT"},
		"proxy":         {Facts{Machine: flow.Machine{Proxies: []flow.Proxy{{Name: "HTTPS_PROXY", Invalid: true}}}}, Problem, "HTTPS_PROXY"},
		"localhost":     {Facts{Machine: flow.Machine{Localhost: []string{"10.0.0.1"}}}, Problem, "10.0.0.1"},
		"credentials": {
			Facts{Machine: flow.Machine{Credentials: []flow.CredentialSource{{Name: "managed identity", Found: "MSI_ENDPOINT"}}}},
			Warning, "doesn't use",
		},
	} {
		found := false
		for _, l := range Judge(test.facts).Lines {
			if l.ID == id {
				found = true
				if l.Outcome != test.want || !strings.Contains(l.Found, test.says) {
					t.Errorf("%s: %+v", id, l)
				}
			}
		}
		if !found {
			t.Errorf("there is no line %s", id)
		}
	}
}
