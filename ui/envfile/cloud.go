package envfile

import (
	"net/url"
	"slices"
	"strings"

	"edov/flow/entra"
	"edov/flow/install"
)

// cloudNames are what the Azure SDKs, the Azure CLI, Spring and Terraform call the clouds, without separators.
var cloudNames = map[string]entra.Cloud{
	"azureusgovernment": entra.USGov, "azureusgovernmentcloud": entra.USGov, "usgovernment": entra.USGov,
	"usgovernmentl4": entra.USGov, "usgovernmentl5": entra.USGov,
	"azurechinacloud": entra.China, "azurechina": entra.China, "china": entra.China,
	"azurecloud": entra.Global, "azurepubliccloud": entra.Global, "azure": entra.Global,
	"azuregermancloud": closed, "azuregermany": closed, "german": closed,
}

// closed stands for Microsoft Cloud Germany.
const closed entra.Cloud = "german"

// cloudSettings are the settings that name the cloud, by its name or by its sign-in host, in lower case and without
// separators: of the Azure SDKs, Terraform, Microsoft.Identity.Web and Spring.
const cloudSettings = " azureauthorityhost azurecloud azureenvironment armenvironment cloudtype instance aadinstance " +
	"azureadinstance authorityhost cloudinstance "

// place is a setting of an app that says where its users sign in.
type place struct {
	*setting
	isCloud bool // it names nothing else
}

// places are those of an app: beside its client ID, and called like it.
func (v *Values) places(of *candidate) []place {
	var list []place
	if len(of.ids) == 0 {
		return nil
	}
	id, apps := of.ids[0], withClientID(v.list)
	for _, s := range v.list {
		u := use{setting: s}
		isCloud := strings.Contains(cloudSettings, " "+strings.ToLower(dashes.Replace(s.name))+" ")
		isBeside := u.home() == id.home() || // Spring has the one under profile, and the other under credential
			isCloud && !isVariable(s.name) && parent(u.home()) == parent(id.home())
		if s.why != "" || s.file != id.file || s.document != id.document || !isBeside {
			continue
		}
		r, isConfig := roleOf(s.name)
		isIssuer := of.Names[s.name] == install.Issuer || s.isCalled && s.called.role == install.Issuer &&
			(s.called.app == id.called.app || !apps[s.called.app] && strings.HasPrefix(s.called.app, id.called.app)) ||
			s.isCalled && s.called.role == install.Issuer && s.called.app == "" ||
			!isVariable(s.name) && isConfig && r == install.Issuer
		if isIssuer || isCloud {
			list = append(list, place{s, isCloud})
		}
	}
	return list
}

// parent is the section around a section.
func parent(section string) string { return section[:max(0, strings.LastIndexByte(section, '.'))] }

// cloud is the cloud of an app by its places. What edov does not sign in at is refused, and so are two clouds: a client
// ID and its secret would go to a cloud that does not know them.
func (v *Values) cloud(of *candidate) (entra.Cloud, error) {
	var all []entra.Cloud
	for _, p := range v.places(of) {
		cloud, err := p.cloud()
		if err != nil {
			return "", err
		}
		if cloud != "" && !slices.Contains(all, cloud) {
			all = append(all, cloud)
		}
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

// cloud is the one that a place names; empty: none.
func (p place) cloud() (entra.Cloud, error) {
	value := strings.TrimSpace(p.value)
	if named := cloudNames[strings.ToLower(dashes.Replace(value))]; p.isCloud && named == closed {
		return "", elsewhereAt(p.path(), germany, value)
	} else if p.isCloud && named != "" {
		return named, nil
	}
	host := hostIn(value)
	cloud, ours := entra.CloudOfHost(host)
	isPlain := strings.EqualFold(p.name, "url") // which is a word for any address
	switch {
	case host == "", ours, isPlain && entra.ServiceAt(host) == "":
		return cloud, nil
	}
	return "", elsewhere(p.path(), host)
}

// hostIn is the host of an address, also of one without its scheme; empty: it is none.
func hostIn(value string) string {
	if !strings.Contains(value, "://") {
		if !strings.HasPrefix(strings.ToLower(value), "login.") {
			return ""
		}
		value = "https://" + value
	}
	u, err := url.Parse(value)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
