package envfile

import (
	"net/url"
	"slices"
	"strings"

	"edov/flow/entra"
	"edov/flow/lazy"
)

// cloudNames are what the Azure SDKs, the Azure CLI and Terraform call the clouds.
var cloudNames = map[string]entra.Cloud{
	"azureusgovernment": entra.USGov, "azureusgovernmentcloud": entra.USGov, "usgovernment": entra.USGov,
	"usgovernmentl4": entra.USGov, "usgovernmentl5": entra.USGov,
	"azurechinacloud": entra.China, "azurechina": entra.China, "china": entra.China,
	"azurecloud": entra.Global, "azurepubliccloud": entra.Global,
}

// ofCloud are the settings with such a name.
var ofCloud = lazy.MustCompile(`(?i)cloud|(azure|arm)_?environment`)

// cloudIn is the cloud that a setting names, by its address or by its name; empty: none.
func cloudIn(s *setting) entra.Cloud {
	value := strings.TrimSpace(s.value)
	if named, ok := cloudNames[strings.ToLower(value)]; ok && ofCloud.MatchString(s.name) {
		return named
	}
	host := value
	if u, err := url.Parse(value); err == nil && u.Host != "" {
		host = u.Host
	}
	if host == "sts.windows.net" { // the issuer of v1.0 tokens names no cloud: it is that of the global one
		return entra.Global
	}
	cloud, _ := entra.CloudOfHost(strings.ToLower(strings.TrimSuffix(host, "/")))
	return cloud
}

// cloud is the cloud of the app that was chosen: its own settings count before others of the file. Two of them are
// refused, since a client ID and its secret would go to a cloud that does not know them.
func (v *Values) cloud(of *candidate) (entra.Cloud, error) {
	var own, all []entra.Cloud
	for _, s := range v.list {
		cloud := cloudIn(s)
		if cloud == "" || s.why != "" {
			continue
		}
		if _, isOwn := of.values[s.name]; isOwn && !slices.Contains(own, cloud) {
			own = append(own, cloud)
		}
		if !slices.Contains(all, cloud) {
			all = append(all, cloud)
		}
	}
	if len(own) > 0 {
		all = own
	}
	switch {
	case len(all) > 1:
		return "", &Refusal{
			"the settings name two of Microsoft's clouds, " + string(all[0]) + " and " + string(all[1]), []string{hintOneApp},
		}
	case len(all) == 0 || all[0] == entra.Global:
		return "", nil
	}
	return all[0], nil
}
