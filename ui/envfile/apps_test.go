package envfile

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	appA    = "6731de76-14a6-49ae-97bc-6eba6914391e"
	appB    = "5f0d3c9e-7b1a-4e52-9c84-2d6a1be07f35"
	tenant1 = "4a43e8c1-8000-4000-8000-000000000001"
	tenant2 = "4a43e8c1-8000-4000-8000-000000000002"
	secretS = "Abc8Q~a.secret_of-the.right-shape_012345"
	secretT = "Bcd8Q~a.secret_of-the.right-shape_012345"
)

var (
	filled = strings.NewReplacer("<A>", appA, "<B>", appB, "<S>", secretS, "<T>", secretT, "<1>", tenant1, "<2>", tenant2)
	short  = strings.NewReplacer(appA, "A", appB, "B", secretS, "S", secretT, "T", tenant1, "1", tenant2, "2")
)

// summary is what texts come to: client ID, secret and tenant, or the reason of a refusal. Letters stand for values.
func summary(t *testing.T, texts ...string) string {
	t.Helper()
	var all Values
	for _, text := range texts {
		v, err := Parse([]byte(filled.Replace(text)))
		if err != nil {
			return err.Error()
		}
		all.Join(&v)
	}
	c, found, err := Connection(&all, "")
	for _, f := range found {
		if strings.Contains(f.Name+f.Shown+f.About, "8Q~") {
			t.Errorf("%s shows a secret", f.Name)
		}
		if f.Rival != "" {
			return "rival"
		}
	}
	if no := (*Refusal)(nil); errors.As(err, &no) {
		if strings.Contains(no.What, "8Q~") || len(no.Hints) == 0 {
			t.Errorf("%q: a secret, or no hint", no.What)
		}
		return no.What
	}
	text := cmp.Or(c.ClientID, "-") + " " + cmp.Or(c.Secret.Reveal(), "-") + " " + cmp.Or(c.Tenant, "-")
	if c.Public {
		text += " public"
	}
	return short.Replace(text)
}

// TestFiles: each text in testdata/envfile comes to what its title says after the colon, or to a refusal with these
// parts. several.txt has those of several apps, and mixed.txt those in which something is of another app.
func TestFiles(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/envfile/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%v: %v", paths, err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for part := range strings.SplitSeq(strings.TrimPrefix(string(data), "@@ "), "\n@@ ") {
			title, text, _ := strings.Cut(part, "\n")
			name, want, _ := strings.Cut(title, ": ")
			got := summary(t, text)
			if strings.Contains(path, "several") {
				want += " | client IDs of 2 apps"
			}
			for one := range strings.SplitSeq(want, " | ") {
				isPart := strings.Contains(want, " | ") || len(one) > len("A S 1 public")
				if got != one && !(isPart && strings.Contains(got, one)) {
					t.Errorf("%s: %s: %q, want %q", filepath.Base(path), name, got, one)
				}
			}
		}
	}
}

// TestProductChooses: of several apps in several sections, the user can name the product of one.
func TestProductChooses(t *testing.T) {
	v, err := Parse([]byte(filled.Replace("web:\n  AZURE_CLIENT_ID: <A>\n  AZURE_CLIENT_SECRET: <S>\n" +
		"api:\n  GOTRUE_EXTERNAL_AZURE_CLIENT_ID: <B>\n")))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Connection(&v, ""); err == nil {
		t.Error("it is not refused")
	}
	c, _, err := Connection(&v, "Supabase")
	if err != nil || c.ClientID != appB || !c.Secret.IsZero() {
		t.Errorf("%+v, %v", c, err)
	}
}

// TestSeveralFiles: among several files the first with a client ID counts, and its app gets nothing of another one.
func TestSeveralFiles(t *testing.T) {
	for _, c := range []struct {
		texts []string
		want  string
	}{
		{[]string{"AZURE_CLIENT_ID=<A>", "AZURE_CLIENT_ID=<B>\nAZURE_CLIENT_SECRET=<S>\nAZURE_TENANT_ID=<1>"}, "A - -"},
		{[]string{"AZURE_CLIENT_SECRET=<S>", "AZURE_CLIENT_ID=<A>\nAZURE_CLIENT_SECRET=<T>\nAZURE_TENANT_ID=<1>"}, "A S 1"},
		{[]string{"AZURE_CLIENT_ID=<A>", "AZURE_CLIENT_ID=<A>\nAZURE_CLIENT_SECRET=<S>"}, "A S -"},
		{[]string{`{"AzureAd": {"ClientId": "<A>"}}`, "AzureAd:ClientSecret = <S>\n"}, "A S -"},
	} {
		if got := summary(t, c.texts...); got != c.want {
			t.Errorf("%q: %q, want %q", c.texts, got, c.want)
		}
	}
}
