/**
 * What the emulator says of a rule it has deleted already, it seems to a provider that asks again as the first answer was lost on a
 * loaded machine. AWS says InvalidSecurityGroupRuleId.NotFound, which the provider takes for done. A person would destroy again with
 * --refresh.
 */
export const LOST_ANSWER = /InvalidPermission\.NotFound/;
