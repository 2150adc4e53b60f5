package token

import (
	"slices"
	"testing"
)

// TestCheckedNamesAreLower: twins are only looked for where a name has a capital letter or one beyond ASCII.
func TestCheckedNamesAreLower(t *testing.T) {
	for _, name := range slices.Concat(checkedHeaders, checkedClaims) {
		if !isLower(name) {
			t.Errorf("%q is not in lower case", name)
		}
	}
	for _, twin := range []string{"Iss", "iſs", "\u212Aid", "x5t#S256", "Aud", "Zip", "oiD"} {
		if isLower(twin) {
			t.Errorf("%q may be the twin of a name", twin)
		}
	}
}
