package flow

import (
	"edov/flow/entra"
	"edov/flow/mask"
)

// misplacedSecret finds a client secret where another value belongs. What the user sees of it is hidden, so that only
// words can say what it is.
func misplacedSecret(field, belongs, value, hint string) []Fault {
	if !mask.HoldsClientSecret(value) {
		return nil
	}
	return []Fault{{
		Field: field, Problem: "this looks like a client secret, not " + belongs + "; edov hides it", Hint: hint,
		HoldsSecret: true,
	}}
}

// tenantOfAddress explains an address of Microsoft's sign-in in the place of the tenant that it names, as Supabase asks
// for it.
func tenantOfAddress(c Connection, address string) []Fault {
	tenant, cloud := entra.TenantInAddress(address)
	if !entra.IsTenant(tenant) {
		return nil
	}
	f := Fault{
		Field: "tenant", Problem: "this is an address; its tenant is " + tenant, Hint: "use " + tenant,
	}
	if cloud != c.Cloud {
		f.Hint += ", and the cloud " + string(cloud)
	}
	return []Fault{f}
}
