/**
 * AWS's rule groups before the relay, and the rules in them that only count: bodies are sealed, so that a pattern found there is chance,
 * and sealed URLs are longer than plain ones.
 */
export const WEB_ACL_GROUPS: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesAmazonIpReputationList: [],
  AWSManagedRulesKnownBadInputsRuleSet: ["JavaDeserializationRCE_BODY", "Log4JRCE_BODY"],
  AWSManagedRulesCommonRuleSet: [
    "CrossSiteScripting_BODY",
    "EC2MetaDataSSRF_BODY",
    "GenericLFI_BODY",
    "GenericRFI_BODY",
    "SizeRestrictions_BODY",
    "SizeRestrictions_QUERYSTRING",
    "SizeRestrictions_URIPATH",
  ],
};
