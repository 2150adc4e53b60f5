package appdoc

import (
	"strings"

	"edov/flow/strictjson"
)

// pulumiResources are those of an exported stack or a state file of Pulumi. The provider azuread is made of that of
// Terraform, so that its resources are the same but for the way in which names are written.
func pulumiResources(v strictjson.Value) (all []resource, ok bool) {
	list := v.Get("deployment").Get("resources")
	if !list.Exists() {
		list = v.Get("checkpoint").Get("latest").Get("resources")
	}
	for _, r := range list.Elems {
		kind, isAD := strings.CutPrefix(r.Get("type").Str(), "azuread:")
		if _, name, found := strings.Cut(kind, ":"); isAD && found {
			outputs := r.Get("outputs")
			if !outputs.Exists() {
				outputs = r.Get("inputs")
			}
			all = append(all, resource{"azuread_" + snake(name), snaked(outputs)})
		}
	}
	return all, list.Kind == strictjson.Array
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
	out := v
	out.Members, out.Elems = nil, nil
	for _, m := range v.Members {
		out.Members = append(out.Members, member(snake(m.Name), snaked(m.Value)))
	}
	for _, e := range v.Elems {
		out.Elems = append(out.Elems, snaked(e))
	}
	return out
}
