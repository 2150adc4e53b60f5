package envfile

import (
	"encoding/base64"
	"strings"
	"testing"
)

// TestKubernetes: the data of a Secret is base64, and a SealedSecret has nothing to read.
func TestKubernetes(t *testing.T) {
	b64 := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(filled.Replace(text))) }
	data := "data:\n  AZURE_CLIENT_ID: " + b64("<A>") + "\n  AZURE_CLIENT_SECRET: " + b64("<S>") +
		"\n  AZURE_TENANT_ID: " + b64("<1>\n") + "\n"
	for text, want := range map[string]string{
		"apiVersion: v1\n" + data + "kind: Secret\n":                                                          "A S 1\n",
		"kind: Secret\nmetadata:\n  name: x\n" + data:                                                         "A S 1\n",
		"items:\n- kind: Secret\n  " + indented(data):                                                         "A S 1\n",
		`{"kind": "Secret", "data": {"AZURE_CLIENT_ID": "` + b64("<A>") + `", "AZURE_CLIENT_SECRET": "<S>"}}`: "A S -",
		"kind: SealedSecret\nspec:\n  encryptedData:\n    AZURE_CLIENT_ID: AgBy3i4OJSWK\n": "" +
			"spec.encryptedData.AZURE_CLIENT_ID has no value here: only the cluster can decrypt a SealedSecret",
		"AZURE_CLIENT_ID: ENC[AES256_GCM,data:x,type:str]\n":  "AZURE_CLIENT_ID has no value here: it is encrypted",
		"kind: Secret\nstringData:\n  AZURE_CLIENT_ID: <A>\n": "A - -",
	} {
		if got := summary(t, text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	v, err := Parse([]byte("kind: Secret\n" + data))
	if err != nil || len(v.Notes()) != 1 || !strings.Contains(v.Notes()[0], "base64") {
		t.Errorf("%v, %v", v.Notes(), err)
	}
	for _, text := range []string{"AZURE_CLIENT_ID=" + b64("<A>"), "azure:\n  client-id: " + b64("<A>")} {
		v, err := Parse([]byte(text))
		c, _, _ := Connection(&v, "")
		if faults := c.FaultsGiven(); err != nil || len(faults) != 1 || !strings.Contains(faults[0].Problem, "base64") {
			t.Errorf("%q: %v, %v", text, faults, err)
		}
	}
}

func indented(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\n", "\n  ")) + "\n"
}

// TestUnreadable: a text that can't be read is refused with the line, or with what it needs.
func TestUnreadable(t *testing.T) {
	for text, want := range map[string]string{
		"# a\n\nName               Value\nAZURE_CLIENT_ID    <A>\n": "line 4 is not NAME=value",
		"Name: x\n\nData\n====\nAZURE_CLIENT_ID:  36 bytes\n":       "only its size is in the file",
		"[Service]\nEnvironmentFile=/etc/shop.env\n":                "the variables are in another file",
		"services:\n  web:\n    env_file: .env\n":                   "the variables are in another file",
		"A=b\nAZURE_CLIENT_SECRET=\"not-closed\n\n":                 "the quote that line 2 opens is not closed",
		"AZURE_CLIENT_ID=${ID}\n":                                   "AZURE_CLIENT_ID has no value here",
		"PATH=/bin\n":                                               "no known variables",
	} {
		if got := summary(t, text); !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
