package product

import (
	"edov/flow"
	"edov/inspect/proof"
	"edov/inspect/words"
)

// meJudgement is how a product takes what Microsoft Graph says of the user.
type meJudgement func(me flow.Me) judgement

// takesAny accepts an address without any check.
func takesAny(address func(flow.Me) string) meJudgement {
	return func(me flow.Me) judgement {
		if a := address(me); a != "" {
			return judgement{verdict: proof.SeenVerified, reason: "it takes " + words.Cut(a) + " without any check"}
		}
		return judgement{verdict: proof.SeenNoEmail, reason: "Microsoft Graph has no such address for the user"}
	}
}

// takesUnverified takes an address and does not call it verified.
func takesUnverified(address func(flow.Me) string, reason string) meJudgement {
	return func(me flow.Me) judgement {
		if a := address(me); a != "" {
			return judgement{verdict: proof.SeenNotVerified, reason: "it takes " + words.Cut(a) + "; " + reason}
		}
		return judgement{verdict: proof.SeenNoEmail, reason: "Microsoft Graph has no such address for the user"}
	}
}

func mailOf(me flow.Me) string { return me.Mail }

func principalOf(me flow.Me) string { return me.PrincipalName }

func mailOrPrincipal(me flow.Me) string {
	if me.Mail != "" {
		return me.Mail
	}
	return me.PrincipalName
}

func mailOrOther(me flow.Me) string {
	if me.Mail == "" && len(me.OtherMails) > 0 {
		return me.OtherMails[0]
	}
	return me.Mail
}
