package sarif

// The objects of SARIF 2.1.0 that edov writes, by the sections of the standard.

type log struct { // 3.13
	Schema  string `json:"$schema"`
	Version string `json:"version"`
	Runs    []run  `json:"runs"`
}

type run struct { // 3.14
	Tool        component    `json:"tool"`
	Automation  *automation  `json:"automationDetails,omitempty"`
	Invocations []invocation `json:"invocations"`
	Results     []result     `json:"results"`
}

type automation struct { // 3.17
	ID string `json:"id"`
}

type component struct { // 3.18
	Driver tool `json:"driver"`
}

type tool struct { // 3.19
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	Rules   []rule `json:"rules"`
}

type rule struct { // 3.49
	ID         string     `json:"id"`
	Short      message    `json:"shortDescription"`
	Full       *message   `json:"fullDescription,omitempty"`
	Help       *message   `json:"help,omitempty"`
	HelpURI    string     `json:"helpUri,omitempty"`
	Default    level      `json:"defaultConfiguration"`
	Properties properties `json:"properties"`
}

type level struct { // 3.50
	Level string `json:"level"`
}

type properties struct { // 3.8
	Tags []string `json:"tags"`
}

type message struct { // 3.11, and 3.12 for descriptions
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type invocation struct { // 3.20
	Successful    bool           `json:"executionSuccessful"`
	End           string         `json:"endTimeUtc,omitempty"`
	Notifications []notification `json:"toolExecutionNotifications,omitempty"`
}

type notification struct { // 3.58
	Level   string     `json:"level"`
	Message message    `json:"message"`
	Rule    *reference `json:"associatedRule,omitempty"`
}

type reference struct { // 3.52
	ID    string `json:"id"`
	Index int    `json:"index"`
}

type result struct { // 3.27
	Rule         string            `json:"ruleId"`
	Index        int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      message           `json:"message"`
	Locations    []location        `json:"locations,omitempty"`
	Fingerprints map[string]string `json:"partialFingerprints"`
}

type location struct { // 3.28
	Physical *physical `json:"physicalLocation,omitempty"`
	Logical  []logical `json:"logicalLocations,omitempty"`
}

type physical struct { // 3.29
	Artifact artifact `json:"artifactLocation"`
	Region   *region  `json:"region,omitempty"`
}

type artifact struct { // 3.4
	URI string `json:"uri"`
}

type region struct { // 3.30
	Line int `json:"startLine"`
}

type logical struct { // 3.33
	Name string `json:"fullyQualifiedName"`
	Kind string `json:"kind"`
}
