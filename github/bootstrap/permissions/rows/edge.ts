import { needs, type Rows, together } from "../needs.ts";

const BALANCER_TAGS = "AddTags RemoveTags";
const WAF_TAGS = "TagResource UntagResource";

export const edge: Rows = {
  "aws:lb/loadBalancer:LoadBalancer": together(
    needs(
      "elasticloadbalancing",
      "DescribeLoadBalancers DescribeLoadBalancerAttributes DescribeCapacityReservation DescribeTags",
      `CreateLoadBalancer ModifyLoadBalancerAttributes SetIpAddressType SetSecurityGroups SetSubnets DeleteLoadBalancer ${BALANCER_TAGS}`,
    ),
    // ELB looks with the caller's permissions whether subnets and groups fit, and the provider waits for interfaces to go.
    needs(
      "ec2",
      "DescribeAccountAttributes DescribeAddresses DescribeInternetGateways DescribeNetworkInterfaces DescribeSecurityGroups DescribeSubnets DescribeVpcs",
    ),
  ),
  "aws:lb/listener:Listener": needs(
    "elasticloadbalancing",
    "DescribeListeners DescribeListenerAttributes DescribeTags",
    `CreateListener ModifyListener ModifyListenerAttributes DeleteListener ${BALANCER_TAGS}`,
  ),
  "aws:lb/listenerCertificate:ListenerCertificate": needs(
    "elasticloadbalancing",
    "DescribeListenerCertificates",
    "AddListenerCertificates RemoveListenerCertificates",
  ),
  "aws:lb/targetGroup:TargetGroup": needs(
    "elasticloadbalancing",
    "DescribeTargetGroups DescribeTargetGroupAttributes DescribeTargetHealth DescribeTags",
    `CreateTargetGroup ModifyTargetGroup ModifyTargetGroupAttributes DeleteTargetGroup ${BALANCER_TAGS}`,
  ),
  // The provider has a table of the zones and asks nobody.
  "aws:lb/getHostedZoneId:getHostedZoneId": needs("elasticloadbalancing", ""),
  "aws:route53/zone:Zone": needs(
    "route53",
    "GetHostedZone ListTagsForResource ListResourceRecordSets GetDNSSEC",
    "CreateHostedZone UpdateHostedZoneComment DeleteHostedZone ChangeTagsForResource ChangeResourceRecordSets GetChange",
  ),
  "aws:route53/record:Record": needs("route53", "GetHostedZone ListResourceRecordSets", "ChangeResourceRecordSets GetChange"),
  "aws:route53/getZone:getZone": needs("route53", "GetHostedZone ListHostedZones ListTagsForResource ListResourceRecordSets"),
  "aws:wafv2/webAcl:WebAcl": needs(
    "wafv2",
    "GetWebACL ListTagsForResource",
    `CreateWebACL UpdateWebACL DeleteWebACL ${WAF_TAGS}`,
  ),
  "aws:wafv2/webAclAssociation:WebAclAssociation": together(
    needs("wafv2", "GetWebACLForResource GetWebACL", "AssociateWebACL DisassociateWebACL"),
    // WAF asks the load balancer in the caller's name. Source: AWS's managed policy AWSWAFFullAccess.
    needs(
      "elasticloadbalancing",
      "DescribeWebACLAssociation GetLoadBalancerWebACL",
      "SetWebAcl CreateWebACLAssociation DeleteWebACLAssociation",
    ),
  ),
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": together(
    needs("wafv2", "GetLoggingConfiguration", "PutLoggingConfiguration DeleteLoggingConfiguration"),
    needs("logs", "DescribeLogGroups DescribeResourcePolicies", "CreateLogDelivery DeleteLogDelivery PutResourcePolicy"),
  ),
};
