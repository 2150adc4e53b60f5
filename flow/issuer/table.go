package issuer

// table lists the makers; the first that fits counts. Names of hosts come before shapes of
// claims, which also fit a custom domain. The sources were read on 2026-11-28 or are the
// issuer's own metadata at /.well-known/openid-configuration.
var table = []row{
	{name: "Google", issuer: `^(https://)?accounts\.google\.com$`, source: "https://accounts.google.com/.well-known/openid-configuration"},
	{
		name: "Firebase", role: product, issuer: `^https://(securetoken|session\.firebase)\.google\.com/`,
		source: "https://firebase.google.com/docs/auth/admin/verify-id-tokens",
	},
	{name: "Apple", issuer: `^https://(appleid|account)\.apple\.com$`, source: "https://appleid.apple.com/.well-known/openid-configuration"},
	{name: "Facebook", issuer: `^https://(www|limited)\.facebook\.com`, source: "https://www.facebook.com/.well-known/openid-configuration"},
	{name: "LinkedIn", issuer: `^https://www\.linkedin\.com`, source: "https://www.linkedin.com/oauth/.well-known/openid-configuration"},
	{name: "Slack", issuer: `^https://slack\.com$`, source: "https://slack.com/.well-known/openid-configuration"},
	{name: "GitHub Actions", role: workload, issuer: `^https://token\.actions\.githubusercontent\.com`, source: "https://token.actions.githubusercontent.com/.well-known/openid-configuration"},
	{name: "GitLab CI", role: workload, issuer: `^https://gitlab\.`, claims: has("project_path"), source: "https://docs.gitlab.com/ci/secrets/id_token_authentication/"},
	{name: "GitLab", issuer: `^https://gitlab\.com$`, source: "https://gitlab.com/.well-known/openid-configuration"},
	{name: "HCP Terraform", role: workload, what: "an HCP Terraform token", issuer: `^https://app\.terraform\.io`, source: "https://app.terraform.io/.well-known/openid-configuration"},
	{name: "Azure DevOps", role: workload, issuer: `^https://vstoken\.(dev\.)?azure\.com`, source: "https://learn.microsoft.com/azure/devops/pipelines/release/configure-workload-identity"},
	{name: "Kubernetes", role: workload, claims: has("kubernetes.io"), what: "a service account token of Kubernetes", source: "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/"},
	{name: "Kubernetes", role: workload, issuer: `^(https://kubernetes\.default\.svc|kubernetes/serviceaccount)`, what: "a service account token of Kubernetes", source: "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/"},

	{
		name: "Bleu", role: cloud, service: true,
		what: "a token of Bleu, a Microsoft cloud for France", source: sovereignClouds,
	},
	{
		name: "Delos", role: cloud, service: true,
		what: "a token of Delos, a Microsoft cloud for Germany", source: sovereignClouds,
	},
	{
		name: "GovSG", role: cloud, service: true,
		what: "a token of GovSG, a Microsoft cloud for Singapore", source: sovereignClouds,
	},
	{
		name: "An identity provider", role: ending, what: "a logout token",
		claims: inside("events", "http://schemas.openid.net/event/backchannel-logout"),
		source: "https://openid.net/specs/openid-connect-backchannel-1_0.html",
	},
	{name: "An app", role: ownApp, what: "a client assertion, which an app makes in place of a client secret", claims: selfSigned, source: "https://learn.microsoft.com/entra/identity-platform/certificate-credentials"},

	{name: "Azure AD B2C", role: sibling, service: true, source: "https://learn.microsoft.com/azure/active-directory-b2c/tokens-overview"},
	{name: "Azure AD B2C", role: sibling, claims: prefixed("tfp", `(?i)^b2c_1`), source: "https://learn.microsoft.com/azure/active-directory-b2c/tokens-overview"},
	{name: "Azure AD B2C", role: sibling, claims: prefixed("acr", `(?i)^b2c_1`), source: "https://learn.microsoft.com/azure/active-directory-b2c/tokens-overview"},
	{name: "Microsoft Entra External ID", role: sibling, service: true, source: "https://learn.microsoft.com/entra/external-id/customers/concept-user-flow-customers"},
	{name: "AD FS", role: sibling, issuer: `^https?://[^/]+/adfs(/|$)`, source: "https://learn.microsoft.com/windows-server/identity/ad-fs/development/ad-fs-openid-connect-oauth-concepts"},
	{name: "Azure Bot Service", role: sibling, issuer: `^https://api\.botframework\.(com|us|azure\.us)`, source: "https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication"},

	{name: "Auth0", role: product, issuer: `^https://[^/]+\.auth0\.com/?$`, source: "https://auth0.com/docs/secure/tokens/id-tokens/id-token-structure"},
	{name: "Auth0", role: product, claims: prefixed("sub", `^(auth0|google-oauth2|waad|windowslive|samlp|email|sms|oauth2|github)\|`), source: "https://auth0.com/docs/manage-users/user-accounts/identify-users"},
	{name: "Clerk", role: product, issuer: `^https://([^/]+\.clerk\.accounts\.dev|clerk\.[^/]+)/?$`, source: "https://clerk.com/docs/backend-requests/resources/session-tokens"},
	{name: "Clerk", role: product, claims: prefixed("sid", `^sess_[A-Za-z0-9]{20,}$`), source: "https://clerk.com/docs/backend-requests/resources/session-tokens"},
	{name: "Supabase", role: product, issuer: `^(https://[^/]+\.supabase\.(co|in)/auth/v1|supabase(-demo)?$)`, source: "https://supabase.com/docs/guides/auth/jwt-fields"},
	{name: "Supabase", role: product, claims: has("aal", "amr", "session_id", "is_anonymous"), source: "https://supabase.com/docs/guides/auth/jwt-fields"},
	{
		name: "Hanko", role: product, claims: inside("email", "is_verified"),
		source: "https://docs.hanko.io/guides/user-data/backend",
	},
	{name: "Amazon Cognito", role: product, issuer: `^https://cognito-(idp|identity)\.[^/]*amazonaws\.com`, source: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html"},
	{name: "Amazon EKS", role: workload, issuer: `^https://oidc\.eks\.[^/]*amazonaws\.com`, source: "https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html"},
	{name: "Okta", role: product, issuer: `^https://[^/]+\.(okta|oktapreview|okta-emea|okta-gov)\.com`, source: "https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/"},
	{name: "Okta", role: product, claims: prefixed("cid", `^0oa[A-Za-z0-9]{17}$`), source: "https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/"},
	{name: "Keycloak", role: product, issuer: `^https?://[^/]+(/[^/]+)*/realms/[^/]+/?$`, source: "https://www.keycloak.org/securing-apps/oidc-layers"},
	{name: "authentik", role: product, issuer: `^https?://[^/]+/application/o/`, what: "an authentik token", source: "https://docs.goauthentik.io/add-secure-apps/providers/oauth2/"},
	{name: "ZITADEL", role: product, issuer: `^https://[^/]+\.zitadel\.(cloud|ch)`, source: "https://zitadel.com/docs/apis/openidoauth/endpoints"},
	{name: "Logto", role: product, issuer: `^https://[^/]+\.logto\.app/oidc/?$`, source: "https://docs.logto.io/authorization/validate-access-tokens"},
	{name: "Descope", role: product, issuer: `descope\.com/`, source: "https://docs.descope.com/"},
	{name: "WorkOS", role: product, issuer: `^https://api\.workos\.com`, source: "https://workos.com/docs/reference/authkit/session-tokens"},
	{name: "Stytch", role: product, issuer: `^(https://[^/]*stytch\.com|stytch\.com/)`, source: "https://stytch.com/docs/guides/sessions/using-jwts"},
	{name: "Kinde", role: product, issuer: `^https://[^/]+\.kinde\.com`, source: "https://docs.kinde.com/build/tokens/about-id-tokens/"},
	{name: "OneLogin", role: product, what: "a OneLogin token", issuer: `^https://[^/]+\.onelogin\.com/oidc`, source: "https://developers.onelogin.com/openid-connect"},
	{name: "PingOne", role: product, issuer: `^https://auth\.pingone\.`, source: "https://apidocs.pingidentity.com/pingone/platform/v1/api/"},
	{name: "Salesforce", issuer: `^https://[^/]*\.(salesforce|my\.salesforce|force)\.com`, source: "https://login.salesforce.com/.well-known/openid-configuration"},
	{name: "Cloudflare Access", role: product, issuer: `^https://[^/]+\.cloudflareaccess\.com`, source: "https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/application-token/"},
	{name: "Teleport", role: product, issuer: `\.teleport\.sh$`, source: "https://goteleport.com/docs/"},
}

// sovereignClouds is where the hosts of Microsoft's newer clouds are listed.
const sovereignClouds = "https://github.com/AzureAD/microsoft-authentication-library-for-go/blob/main/apps/internal/oauth/ops/authority/authority.go"
