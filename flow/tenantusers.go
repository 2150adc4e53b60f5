package flow

import (
	"context"
	"net/http"
	"strings"
	"time"

	"edov/flow/entra"
	"edov/flow/strictjson"
)

// TenantUser is one user of a tenant, as far as it matters for signing in.
type TenantUser struct {
	ID            string
	PrincipalName string
	Mail          string
	OtherMails    []string
	Enabled       Switch // accountEnabled
	Guest         Switch // userType, or a user principal name that only guests have
	// NoKind is set where userType is there and null: accounts made before it existed have none.
	NoKind bool
}

// Switch is a setting that may be unknown.
type Switch string

// The values of a Switch.
const (
	SwitchOn      Switch = "on"
	SwitchOff     Switch = "off"
	SwitchUnknown Switch = ""
)

// The members of a user that are requested: the fewest that edov judges.
const selectUser = "id,userPrincipalName,mail,otherMails,userType,accountEnabled"

// graphUserPage is the largest page of users that Microsoft Graph sends ($top).
const graphUserPage = "999"

// maxTenantWaits is how long Microsoft Graph may make the reading of a whole tenant wait, in total: it throttles long
// lists.
const maxTenantWaits = 10 * time.Minute

// tenantWords are the errors of one part of a tenant. permission is the least privileged one that its page at
// Microsoft names; and is what a signed-in account needs besides.
func tenantWords(what, permission, and string) graphSubject {
	return graphSubject{
		stage: StageTenant, service: "Microsoft Graph",
		words: map[int]graphWords{
			http.StatusUnauthorized: ofRegistrations.words[http.StatusUnauthorized],
			http.StatusForbidden: {
				"the signed-in account can't read the tenant's " + what,
				"it needs the permission " + permission + " (an administrator must consent); " + and,
			},
		},
		hint: "try again later",
	}
}

// The parts of a tenant. The permissions are the least privileged ones of Microsoft's pages "List users", "List
// domains", "Get authorizationPolicy" and "Get tenantAppManagementPolicy" (learn.microsoft.com/graph/api). Listing
// users begins with User.ReadBasic.All, which does not give userType and accountEnabled ("Permissions reference").
func ofUsers() graphSubject {
	return tenantWords("users", "User.Read.All", "guests can't list users")
}

func ofDomains() graphSubject {
	return tenantWords("domains", "Domain.Read.All", "a user also needs a role such as Directory Readers")
}

func ofConsent() graphSubject {
	return tenantWords("user consent settings", "Policy.Read.All", readsPolicies)
}

func ofAppRule() graphSubject {
	return tenantWords("app management policy", "Policy.Read.All", readsPolicies)
}

const readsPolicies = "a user also needs a role such as Global Reader"

// Users reads all users of the tenant as a stream: only one page is in memory. It calls each with every user, and
// fault with the reason for one that can't be read. Before a failure, it has called each for what came before.
//
// It does not ask for a count first ($count), which tenants of Azure AD B2C refuse (Microsoft Graph, "List users").
func (g Graph) Users(ctx context.Context, env Env, each func(TenantUser), fault func(string)) *Failure {
	g.waits = &waits{left: maxTenantWaits}
	cl := g.client(env)
	defer cl.close()
	list := graphList{
		of: ofUsers(), items: "users", path: "/v1.0/users",
		query: "?$select=" + selectUser + "&$top=" + graphUserPage,
	}
	return g.eachItem(ctx, cl, list, func(item strictjson.Value) {
		if u, why := readUser(item); why != "" {
			fault(why)
		} else {
			each(u)
		}
	})
}

// maxUserText bounds one text of a user.
const maxUserText = 320

// readUser reads a user as Microsoft Graph or PowerShell writes it; why says that it is none.
func readUser(v strictjson.Value) (u TenantUser, why string) {
	if v.Kind != strictjson.Object {
		return u, "this is not a user"
	}
	members := memberNames(v)
	text := func(name string) string {
		return strings.TrimSpace(cut(members[strings.ToLower(name)].Str(), maxUserText))
	}
	u = TenantUser{ID: text("id"), PrincipalName: text("userPrincipalName"), Mail: text("mail")}
	switch other := otherObject(members); {
	case other != "":
		return u, "this is " + other + ", not a user"
	case u.PrincipalName == "" && u.ID == "":
		return u, "a user has neither an ID nor a user principal name"
	case !hasMember(members, "mail"):
		return u, "the member mail is missing from the list: add it to $select"
	}
	for _, m := range members["othermails"].Elems() {
		if m.Kind == strictjson.String && len(u.OtherMails) < 10 {
			u.OtherMails = append(u.OtherMails, cut(m.Text, maxUserText))
		}
	}
	if e := members["accountenabled"]; e.Kind == strictjson.Bool {
		u.Enabled = switchOf(e.Text == "true")
	}
	switch kind := text("userType"); {
	case strings.EqualFold(kind, "Guest"), entra.IsGuestName(u.PrincipalName):
		u.Guest = SwitchOn
	case strings.EqualFold(kind, "Member"):
		u.Guest = SwitchOff
	default:
		u.NoKind = hasMember(members, "usertype") && members["usertype"].Kind == strictjson.Null
	}
	return u, ""
}

// otherObject is what an object of the directory is, if not a user: it says so itself (@odata.type), or has a member
// that users don't have. Lists of members hold all kinds (Microsoft Graph, "List group members").
func otherObject(members map[string]strictjson.Value) string {
	kind := members["@odata.type"].Str()
	kind = strings.ToLower(kind[strings.LastIndexByte(kind, '.')+1:])
	switch {
	case kind == "user":
		return ""
	case kind == "group", kind == "" && hasMember(members, "securityenabled"):
		return "a group"
	case kind == "device", kind == "" && hasMember(members, "deviceid"):
		return "a device"
	case kind == "serviceprincipal":
		return "an enterprise application"
	case kind == "orgcontact":
		return "a contact"
	case kind != "":
		return "another object (" + cut(kind, 64) + ")"
	}
	return ""
}

func switchOf(on bool) Switch {
	if on {
		return SwitchOn
	}
	return SwitchOff
}

// memberNames are the members of an object by their names in lower case: PowerShell writes Mail for mail.
func memberNames(v strictjson.Value) map[string]strictjson.Value {
	members := make(map[string]strictjson.Value, len(v.Members()))
	for _, m := range v.Members() {
		name := strings.ToLower(m.Name)
		if _, twice := members[name]; !twice {
			members[name] = m.Value
		}
	}
	return members
}

func hasMember(members map[string]strictjson.Value, name string) bool {
	_, ok := members[name]
	return ok
}
