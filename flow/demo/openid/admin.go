package openid

import (
	"cmp"
	"sync"
	"time"

	"edov/flow/demo/credential"
	"edov/flow/demo/tenant"
	"edov/flow/entra"
)

// AdminToken gives an access token for Microsoft Graph, as Azure CLI gets it for an administrator: a JWT that names a
// tenant, empty for the demo's own. What it allows is up to the Graph of the demo, which knows it by its text. Its
// signature is added to the ledger. It is signed when it is first asked for: that is much of a tenant's
// start, and few tenants meet an administrator.
func (s *Server) AdminToken(tid string, mayWrite bool, now time.Time) func() string {
	var once sync.Once
	var token string
	return func() string {
		once.Do(func() { token = s.signAdminToken(tid, mayWrite, now) })
		return token
	}
}

func (s *Server) signAdminToken(tid string, mayWrite bool, now time.Time) string {
	tid = cmp.Or(tid, tenant.Contoso.ID)
	scopes := "Application.Read.All"
	if mayWrite {
		scopes = "Application.ReadWrite.All"
	}
	token := seal(s.keys.work, map[string]any{"typ": "JWT", "alg": "RS256", "kid": s.keys.work.id}, map[string]any{
		"aud": entra.GraphBase(entra.Global), "iss": "https://sts.windows.net/" + tid + "/", "ver": "1.0",
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(24 * time.Hour).Unix(), "tid": tid,
		"app_displayname": "Microsoft Azure CLI", "appid": azureCLI, "idtyp": "user",
		"oid": credential.NameGUID("administrator"), "scp": scopes, "upn": "admin@" + tenant.Contoso.Domain,
	})
	s.issued.Add(signatureOf(token))
	return token
}

// azureCLI is the client ID of Azure CLI, which is the same everywhere.
const azureCLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
