package fault

import (
	"strings"

	"edov/flow/lazy"
)

// webSignIn are words of a web sign-in with an identity provider. Beside them "token" and "session" are its own,
// whatever program says it.
var webSignIn = lazy.MustCompile(
	`oauth|oidc|\boic|openid|securityrealm|finish_?login|/signin-|\bsso\b|single.?sign|saml|\bidp\b|` +
		`\bsignature\b[^\n]{0,40}\btoken|\btoken\b[^\n]{0,40}\bsignature|identity.?provider|external|\bjwks?|` +
		`\bjwt|issuer|audience|redirect|callback|\bclaims?\b|consent|\bid.?token|client.?(id|secret)|` +
		`user_?info|scope|tenant|\bnonces?\b|social|reply url|pkce|verifier|signin|\bstate\b|` +
		`invalid.(client|grant|scope|request)\b|unauthorized.client|access_denied|token exchange|` +
		`authori[sz]ation code|\b(company|corporate|work|school|organi[sz]ation(al)?) accounts?\b|` +
		`(after|before|during) (the |every |each )?(log|sign)\w*[ -]?in\b`,
)

// signedInto are products that people sign in to with Microsoft, beside those of named.json.
var signedInto = lazy.MustCompile(
	`jenkins|jira|confluence|snowflake|databricks|tableau|servicenow|` +
		`superset|airflow|metabase|wekan|kibana|proxmox|mealie|minio|` +
		`vikunja|immich|paperless|bookstack|wiki\.?js|zulip|rocket\.?chat|` +
		`mattermost|discourse|vaultwarden|bitwarden|portainer|harbor|sonarqube|rancher|openshift|` +
		`redmine|openproject|taiga|nexus|artifactory|jfrog|kubeflow|mlflow|argo|gerrit|phabricator|zammad|osticket|kimai|` +
		`leantime|plane|appsmith|retool|hasura|supabase|langflow|anythingllm|lobe|chainlit|streamlit|gradio|dash\b|` +
		`n8n|flux|opencti|misp|thehive|wazuh|graylog|opensearch|elastic|nifi|dagster|prefect|kestra|temporal|` +
		`jupyterhub|forgejo|netbox|zabbix|snipe-?it|glpi|odoo|erpnext|umbraco|directus|strapi|` +
		`payload|pocketbase|appwrite|budibase|tooljet|windmill|dify|flowise|librechat|open ?-?webui|` +
		`litellm|langfuse|posthog|sentry|nocodb|baserow|teleport|boundary|pomerium|netbird|guacamole|` +
		`beaver|pgadmin|kasm|coder|backstage|unleash|infisical|\bawx\b|zitadel|authentik|authelia|` +
		`casdoor|descope|stytch|kinde|fusionauth|supertokens|\bory\b|kratos|lucia|passport|allauth|` +
		`socialite|omniauth|devise|kubelogin|proxy|^(az|azd|pac|func|dotnet)$`,
)

// isProduct holds for the name of a product or library that people sign in to with Microsoft.
func isProduct(lower string) bool {
	return signedInto.MatchString(lower) || productIn(lower).Name != ""
}

// named holds where the name that the words of a form have found is one of another's.
func (o *other) named(lower string) bool {
	m := o.pattern.compiled().FindStringSubmatch(lower)
	return m != nil && !o.not.in(m[1]) && !isProduct(m[1])
}

// clauseEnds are where a person goes on to something else.
var clauseEnds = lazy.MustCompile(`[.;!?] |[.!?]$|, | (but|while|whereas|though|although|only) | - | – `)

// contrasting says of a clause that there everything is well, or not the same as elsewhere.
var contrasting = lazy.MustCompile(
	`\b(no (such )?(problem|issue|trouble)s?|succe\w+|unaffected)\b|` +
		`\b(do|does|did|is|are|have|has)(n.t| not)( (have|get|see|need|show) (it|that|this|one))?\W*$|` +
		`\b(works?|worked|working|fine|okay|unlike|get in)\b`,
)

// failing takes back that everything is well.
var failing = lazy.MustCompile(`\b(not|never|no longer|stopp?e?d?) work|n.t work|works? (only|except)`)

// ownSubject is what a clause is about that does not go on with the one before: "not in the simulator" does. Where
// only one thing works, another does not.
var ownSubject = lazy.MustCompile(
	`\b(users?|people|accounts?|others?|company|work|school|staff|employees?|colleagues?|everyone|everybody|` +
		`(the|our|my) \w+( \w+)? (is|are|says?|gets?|has|have|fails?|does|do|comes?|shows?|ends?|` +
		`gives?|returns?|can.?t|cannot|doesn.t)|^only)\b`,
)

// withoutContrast is a text without the clauses that tell what is well with somebody else, where another clause tells
// what is not: people compare two providers. They do so in a few sentences, never in a log.
func withoutContrast(lower string) string {
	if len(lower) > 2*toldBytes {
		return lower
	}
	kept, hasSubject := "", false
	for _, clause := range strings.Split(clauseEnds.ReplaceAllString(lower, "\n"), "\n") {
		isContrast := contrasting.MatchString(clause) && !failing.MatchString(clause) && namesOther(clause)
		hasSubject = hasSubject || ownSubject.MatchString(clause) && (!isContrast || strings.HasPrefix(clause, "only"))
		if isContrast {
			continue
		}
		kept += clause + ", "
	}
	if !hasSubject {
		return lower
	}
	return kept
}

// namesOther holds for a text that names another provider or program.
func namesOther(text string) bool {
	for i := range others() {
		if others()[i].pattern.in(text) {
			return true
		}
	}
	return false
}
