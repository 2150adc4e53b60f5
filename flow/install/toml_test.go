package install

import (
	"reflect"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

const supabaseFile = `# Supabase
project_id = "demo"

[auth]
site_url = "http://127.0.0.1:3000" # where users come back
additional_redirect_urls = [
  "https://127.0.0.1:3000", # "]"
]

[auth.external.apple]
enabled = false
secret = "env(SUPABASE_AUTH_EXTERNAL_APPLE_SECRET)"

[auth.external.azure]
enabled = false # not yet
client_id = ''
secret = "env(SUPABASE_AUTH_EXTERNAL_AZURE_SECRET)"

[[custom]]
text = """
[auth.external.azure]
client_id = "no"
"""
`

var tomlChanges = []setting{
	{"enabled", "true"}, {"client_id", `"` + anApp + `"`}, {"url", `"https://login.microsoftonline.com/common"`},
}

// TestMergeTOML: values change in place, new keys come into the table, all else stays as it was written.
func TestMergeTOML(t *testing.T) {
	got, err := mergeTOML([]byte(supabaseFile), tomlChanges)
	want := strings.NewReplacer(
		"enabled = false # not yet", "enabled = true # not yet", "client_id = ''", `client_id = "`+anApp+`"`,
		"AZURE_SECRET)\"\n", "AZURE_SECRET)\"\nurl = \"https://login.microsoftonline.com/common\"\n",
	).Replace(supabaseFile)
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
	for _, c := range []struct{ name, file, want string }{
		{"empty", "", "[auth.external.azure]\nenabled = true\n"},
		{"no table", "a = 1", "a = 1\n\n[auth.external.azure]\nenabled = true\n"},
		{"CRLF", "a = 1\r\n", "a = 1\r\n\r\n[auth.external.azure]\r\nenabled = true\r\n"},
		{"empty table at the end", "[auth.external.azure]", "[auth.external.azure]\nenabled = true\n"},
		{"empty table", "[ auth . 'external'.azure ]\n[b]\nc=1", "[ auth . 'external'.azure ]\nenabled = true\n[b]\nc=1"},
		{
			"table below", "[auth.external.azure.x]\na=1\n",
			"[auth.external.azure.x]\na=1\n\n[auth.external.azure]\nenabled = true\n",
		},
		{"key first", "[auth.external.azure]\nenabled=false\n[b]\nc=1\n", "[auth.external.azure]\nenabled=true\n[b]\nc=1\n"},
	} {
		got, err := mergeTOML([]byte(c.file), []setting{{"enabled", "true"}})
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %v\n%q\n%q", c.name, err, got, c.want)
		}
		if err := toml.Unmarshal(got, &map[string]any{}); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for _, file := range []string{
		"auth.external.azure.enabled = true\n", "[auth]\nexternal.azure.enabled = true\n", "[auth]\nexternal = {}\n",
		"[auth.external]\nazure = { enabled = true }\n", "[[auth.external.azure]]\n", "[[auth]]\n", "a = \"\"\"\n",
		"a\n", "= 1\n",
		"[auth.external.azure]\n[auth.external.azure]\n", "[auth.external.azure]\nenabled = true\nenabled = true\n", "[a\n",
		"[auth.external.azure]\nclient_id = 1\n", "[auth.external.azure]\n\"enabled\".x = 1\n", "a = [1\n", "a = 'x\n'\n",
	} {
		if got, err := mergeTOML([]byte(file), tomlChanges); err == nil {
			t.Errorf("%q becomes %q", file, got)
		}
	}
}

// FuzzMergeTOML: a valid file is refused, or means the same as before, but for the changes.
func FuzzMergeTOML(f *testing.F) {
	for _, file := range []string{
		supabaseFile, "", "a = 1", "[auth.external.azure]", "a='''x''''\nb=\"\"\"\"\"\"\n[c]\r\nd={e=[{f='}'}]}\r\n",
		"a=1979-05-27 07:32:00Z",
	} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file string) {
		var want, have map[string]any
		if toml.Unmarshal([]byte(file), &want) != nil {
			return
		}
		got, err := mergeTOML([]byte(file), tomlChanges)
		if err != nil {
			return
		}
		if err := toml.Unmarshal(got, &have); err != nil {
			t.Fatalf("%q is %q, which is not valid: %v", file, got, err)
		}
		table := want
		for _, name := range azureTable {
			below, _ := table[name].(map[string]any)
			if below == nil {
				below = map[string]any{}
				table[name] = below
			}
			table = below
		}
		table["enabled"], table["client_id"] = true, anApp
		table["url"] = "https://login.microsoftonline.com/common"
		if !reflect.DeepEqual(have, want) {
			t.Errorf("%q is %q:\n%v\n%v", file, got, have, want)
		}
		again, err := mergeTOML(got, tomlChanges)
		if err != nil || string(again) != string(got) {
			t.Errorf("a second time, %q is %q: %v", got, again, err)
		}
	})
}
