package appdoc

import (
	"strings"

	"edov/flow/strictjson"
)

// pulumiResources are those of an exported stack or a state file of Pulumi. The provider azuread is made of that of
// Terraform, so that its resources are the same but for the way in which names are written.
func pulumiResources(v *strictjson.Value) (all []resource, ok bool) {
	for _, name := range []string{"checkpoint", "latest", "deployment"} {
		if in := v.Place(name); in != nil {
			v, ok = in, true
		}
	}
	if !ok {
		return nil, false
	}
	for _, r := range elems(v, "resources") {
		kind, isAD := strings.CutPrefix(r.StrOf("type"), "azuread:")
		if _, name, found := strings.Cut(kind, ":"); isAD && found {
			switch outputs, inputs := r.Place("outputs"), r.Place("inputs"); {
			case outputs != nil:
				made := resource{"azuread_" + snake(name), snaked(*outputs)}
				if made.kind == "azuread_application" {
					made.values = withPlatforms(made.values)
				}
				all = append(all, made)
			case inputs != nil:
				all = append(all, resource{"azuread_" + snake(name), snaked(*inputs)})
			}
		}
	}
	return all, v.Place("resources") != nil
}

// withPlatforms adds the platforms that outputs do not have: Pulumi leaves out what is empty.
func withPlatforms(v strictjson.Value) strictjson.Value {
	for _, name := range []string{"web", "single_page_application", "public_client"} {
		if v.Place(name) == nil {
			v.SetMembers(append(v.Members(), member(name, strictjson.Value{Kind: strictjson.Null})))
		}
	}
	return v
}

// singularTerraform are the names that Pulumi has in the plural.
var singularTerraform = map[string]string{
	"required_resource_accesses": "required_resource_access", "resource_accesses": "resource_access",
	"id_tokens": "id_token", "access_tokens": "access_token", "saml2_tokens": "saml2_token", "passwords": "password",
}

// snake writes a name as Terraform does.
func snake(name string) string {
	var b strings.Builder
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			if i > 0 {
				b.WriteByte('_')
			}
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	if one := singularTerraform[b.String()]; one != "" {
		return one
	}
	return b.String()
}

func snaked(v strictjson.Value) strictjson.Value {
	var members []strictjson.Member
	for _, m := range v.Members() {
		members = append(members, member(snake(m.Name), snaked(m.Value)))
	}
	var elems []strictjson.Value
	for _, e := range v.Elems() {
		elems = append(elems, snaked(e))
	}
	return v.With(members, elems)
}
