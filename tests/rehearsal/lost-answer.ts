/**
 * The emulator's error for a rule that is already deleted. The provider probably gets it when it repeats a request whose answer was lost on a
 * loaded machine. AWS answers InvalidSecurityGroupRuleId.NotFound, which the provider accepts. A person would run destroy again with
 * --refresh.
 */
export const LOST_ANSWER = /InvalidPermission\.NotFound/;
