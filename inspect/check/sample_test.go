package check

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/appreg"
	"edov/inspect/secret"
)

// samples are documents that Microsoft or people at work published, judged as
// of no product. Each alarm is one that can be defended: placeholders that were
// put in place of IDs, a switch that Microsoft advises against, an ended
// certificate. What is no registration is named.
var samples = map[string]string{
	"addPassword-response": "e:secret-valid w:secret-text",
	"application-entity-multitenant-optionalclaims": "w:implicit-switches n:redirect-test n:permission-email " +
		"n:permission-openid n:permission-roles n:optional-email w:optional-edov n:secret-present w:certificate-valid",
	"application-get-docs": "n:redirect-test n:redirect-web n:permission-email " +
		"n:permission-openid n:optional-email n:optional-edov n:secret-present",
	"application-get-select-docs": "e:app-enabled e:account-types-allowed e:token-version e:redirect-safe " +
		"n:permission-email n:permission-openid e:optional-edov e:secret-present e:secret-valid",
	"application-list-page-with-secret": "n:redirect-test n:redirect-web n:permission-email " +
		"n:permission-openid n:optional-email n:optional-edov e:secret-valid",
	"graph-format-real-2025": "e:app-id n:account-types-allowed w:public-client " +
		"w:implicit-switches n:redirect-test e:redirect-safe n:optional-edov n:secret-lifetime",
	"legacy-aadgraph-format-real": "e:app-id n:redirect-test n:permission-email n:permission-openid " +
		"n:optional-email w:optional-edov n:secret-present",
	"list-empty":                       "the list is empty",
	"nextlink-fragment":                "not an app registration",
	"optionalclaims-xms_edov-fragment": "n:optional-email",
}

func TestSamples(t *testing.T) {
	files, err := filepath.Glob("../../testdata/sample/*.json")
	if err != nil || len(files) != len(samples) {
		t.Fatalf("%d samples (%v)", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want, ok := samples[name]
			if !ok {
				t.Fatal("nothing is said of this sample")
			}
			all, err := appreg.Read(data, name)
			if err != nil {
				if want == "" || !strings.Contains(err.Error(), want) {
					t.Error(err)
				}
				return
			}
			r := Judge(&flow.Session{Origin: flow.OriginRegistration, Registration: all[0]}, noon, secret.Thresholds{})
			if got := faultsIn(r); got != want {
				t.Errorf("breaks %q, want %q", got, want)
			}
		})
	}
}
