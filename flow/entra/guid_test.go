package entra

import (
	"regexp"
	"testing"
)

// TestIsGUID compares the loop with the expression of what a GUID is, for each character in each place.
func TestIsGUID(t *testing.T) {
	shape := regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	const id = "9122040d-6c67-4c5b-B112-36A304B66dad"
	for i := range len(id) {
		for c := range 256 {
			if text := id[:i] + string([]byte{byte(c)}) + id[i+1:]; IsGUID(text) != shape.MatchString(text) {
				t.Errorf("%q: %t", text, IsGUID(text))
			}
		}
	}
	for _, text := range []string{"", id[1:], id + "0", id + "\n", "{" + id + "}"} {
		if IsGUID(text) {
			t.Errorf("%q is taken for a GUID", text)
		}
	}
}
