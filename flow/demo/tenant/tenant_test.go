package tenant_test

import (
	"strings"
	"testing"

	"edov/flow/demo/tenant"
	"edov/flow/entra"
)

func TestAuthorities(t *testing.T) {
	for segment, want := range map[string]string{
		"common": "{tenantid}", "organizations": "{tenantid}", "consumers": entra.ConsumersTenant,
		tenant.Contoso.ID: tenant.Contoso.ID, tenant.Contoso.Domain: tenant.Contoso.ID,
	} {
		a, ok := tenant.FindAuthority(segment)
		if !ok || a.IssuerTenant() != want || a.PersonalOnly() != (segment == "consumers") {
			t.Errorf("%s: %+v, %v", segment, a, ok)
		}
	}
	if _, ok := tenant.FindAuthority("nowhere"); ok {
		t.Error("an unknown authority was found")
	}
}

// A subject differs from app to app, and shows a personal account.
func TestSubjectsArePairwise(t *testing.T) {
	for _, p := range tenant.People {
		one := tenant.Identity{Person: p, TenantID: p.Home, ObjectID: p.OID, Client: "one"}
		other := one
		other.Client = "other"
		if one.Subject() == other.Subject() || len(one.Subject()) != 43 {
			t.Errorf("%s: %s and %s", p.Account, one.Subject(), other.Subject())
		}
		if strings.HasPrefix(one.Subject(), "AAAAAAAA") != one.IsPersonal() {
			t.Errorf("%s: %s", p.Account, one.Subject())
		}
	}
}
