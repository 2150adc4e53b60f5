package entra

import "testing"

// TestNameInIssuer: the word consumers is in no issuer, and neither is a domain.
func TestNameInIssuer(t *testing.T) {
	const id = "4a43d3b1-5d0c-4f43-9a3c-0d2c5a1ede8f"
	for tenant, want := range map[string]string{
		"common": "common", "organizations": "organizations", "consumers": ConsumersTenant, id: id,
		"contoso.com": "", "": "",
	} {
		if name, ok := NameInIssuer(tenant); name != want || ok != (want != "") {
			t.Errorf("%s: %q, %t", tenant, name, ok)
		}
	}
}

// TestGuestName: the sign of a guest stands before the tenant's domain, in any letter case.
func TestGuestName(t *testing.T) {
	for upn, want := range map[string]bool{
		"ada_fabrikam.example#EXT#@contoso.example": true, "ada_fabrikam.example#ext#@contoso.example": true,
		"ada@contoso.example": false, "a#EXT#b@contoso.example": false, "": false,
	} {
		if IsGuestName(upn) != want {
			t.Errorf("%q: %t", upn, !want)
		}
	}
}
