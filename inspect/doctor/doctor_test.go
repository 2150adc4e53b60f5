package doctor

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/inspect/report"
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
		"terminal": {Facts{Terminal: Terminal{Is: true, Width: 60, Height: 20, Type: "xterm"}}, Warning, "60 x 20"},
		"keyring":  {Facts{Keyring: Keyring{Answered: true}}, OK, "nothing was read"},
		"folder-config": {
			Facts{Folders: []Folder{{Name: "config", Path: "/x", Trouble: "it is read-only"}}},
			Problem,
			"read-only",
		},
		"variables": {Facts{Unknown: []string{"EDOV_TENNANT"}}, Warning, "EDOV_TENNANT"},
		"proxy": {
			Facts{Machine: flow.Machine{Proxies: []flow.Proxy{{Name: "HTTPS_PROXY", Invalid: true}}}},
			Problem,
			"HTTPS_PROXY",
		},
		"localhost": {Facts{Machine: flow.Machine{Localhost: []string{"10.0.0.1"}}}, Problem, "10.0.0.1"},
		"credentials": {
			Facts{Machine: flow.Machine{Credentials: []flow.CredentialSource{{
				Name:  "managed identity",
				Found: "MSI_ENDPOINT",
			}}}},
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

// TestPortWords: a port that needs special rights is not said to be in use, and a port in use is.
func TestPortWords(t *testing.T) {
	denied := &flow.Failure{
		Summary: "you don't have permission to listen on 127.0.0.1:80",
		Hint:    "choose a port above 1023",
	}
	for _, l := range Judge(Facts{Machine: flow.Machine{Port: 80, PortFailure: denied}}).Lines {
		if l.ID == "port" && (l.Outcome != Problem || l.Found != denied.Summary || !strings.HasPrefix(l.Hint, denied.Hint)) {
			t.Errorf("%+v", l)
		}
	}
}

// TestEnding: what was not asked for leaves the end clean and is counted; what was asked and got no answer doesn't.
func TestEnding(t *testing.T) {
	silent := flow.Machine{Localhost: []string{"127.0.0.1"}, Servers: []flow.ServerSeen{{Host: "login.example"}}}
	for name, test := range map[string]struct {
		facts Facts
		want  report.Ending
		count int
	}{
		"not asked":     {Facts{ToAsk: "ask"}, report.EndClean, 3},
		"asked in vain": {Facts{Online: true, Machine: silent}, report.EndUnknown, 0},
		"a problem":     {Facts{Unknown: nil, NoFolders: "no home"}, report.EndProblems, 3},
	} {
		r := Judge(test.facts)
		if r.Ending() != test.want || r.Unasked() != test.count || r.NotChecked == 0 {
			t.Errorf("%s: ends %v, %d unasked, %d not checked", name, r.Ending(), r.Unasked(), r.NotChecked)
		}
	}
}
