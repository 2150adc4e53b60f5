package entra

import (
	"strings"
	"testing"
)

func TestPortalLink(t *testing.T) {
	const id = "6731de76-14a6-49ae-97bc-6eba6914391e"
	if got := PortalLink(Global, "Manifest",
		id); got != "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Manifest/appId/"+
		id {
		t.Error(got)
	}
	if !strings.HasPrefix(PortalLink(USGov, "Manifest", id), "https://portal.azure.us/") ||
		PortalLink(Global, "Manifest", "x/../") != "" {
		t.Error("national cloud, or a client ID that is none")
	}
}
