package entra

// Cloud is one of Microsoft's clouds.
type Cloud string

// The clouds that edov knows (Microsoft, national clouds; the German one closed in 2021).
const (
	Global Cloud = "global"
	USGov  Cloud = "usgov"
	China  Cloud = "china"
)

// cloudHosts are the hosts of one cloud (Microsoft, national clouds). edov uses the first
// of them; the other login hosts are aliases that may appear in metadata.
type cloudHosts struct {
	login  []string
	graph  string
	portal string
}

var clouds = map[Cloud]cloudHosts{
	Global: {
		login:  []string{"login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"},
		graph:  "graph.microsoft.com",
		portal: "entra.microsoft.com",
	},
	USGov: {
		login:  []string{"login.microsoftonline.us", "login.usgovcloudapi.net"},
		graph:  "graph.microsoft.us",
		portal: "portal.azure.us",
	},
	China: {
		login:  []string{"login.partner.microsoftonline.cn", "login.chinacloudapi.cn"},
		graph:  "microsoftgraph.chinacloudapi.cn",
		portal: "portal.azure.cn",
	},
}

// hosts are those of the cloud, or of the global one for an unknown cloud.
func (c Cloud) hosts() cloudHosts {
	if hosts, ok := clouds[c]; ok {
		return hosts
	}
	return clouds[Global]
}

// LoginHost is the host of a cloud's sign-in.
func (c Cloud) LoginHost() string {
	return c.hosts().login[0]
}

// LoginHosts are all hosts of a cloud's sign-in, which may appear in metadata; none for an unknown cloud.
func (c Cloud) LoginHosts() []string { return clouds[c].login }

// IsKnown reports whether edov knows the cloud.
func (c Cloud) IsKnown() bool {
	_, ok := clouds[c]
	return ok
}

// CloudOfHost is the cloud that a login host belongs to; ok is false for a host that is
// not Microsoft's.
func CloudOfHost(host string) (cloud Cloud, ok bool) {
	for _, cloud := range []Cloud{Global, USGov, China} {
		for _, h := range clouds[cloud].login {
			if h == host {
				return cloud, true
			}
		}
	}
	return "", false
}

// IsSignInHost reports whether a host is one of Microsoft's sign-in pages, in any cloud or for personal accounts.
func IsSignInHost(host string) bool {
	_, known := CloudOfHost(host)
	return known || host == "login.live.com"
}

// GraphBase is the address of a cloud's Microsoft Graph.
func GraphBase(c Cloud) string { return "https://" + c.hosts().graph }
