import { needs, type Rows, together } from "../needs.ts";

const TAGS = "CreateTags DeleteTags";
/** Interfaces that a service left behind are detached before their subnet or group is deleted. */
const LEFT_INTERFACES = "DetachNetworkInterface DeleteNetworkInterface";

export const network: Rows = {
  "aws:ec2/vpc:Vpc": needs(
    "ec2",
    "DescribeVpcs DescribeVpcAttribute DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups",
    `CreateVpc ModifyVpcAttribute DeleteVpc ${TAGS}`,
  ),
  "aws:ec2/subnet:Subnet": needs(
    "ec2",
    "DescribeSubnets DescribeNetworkInterfaces",
    `CreateSubnet ModifySubnetAttribute DeleteSubnet ${LEFT_INTERFACES} ${TAGS}`,
  ),
  "aws:ec2/internetGateway:InternetGateway": needs(
    "ec2",
    "DescribeInternetGateways",
    `CreateInternetGateway AttachInternetGateway DetachInternetGateway DeleteInternetGateway ${TAGS}`,
  ),
  "aws:ec2/natGateway:NatGateway": needs("ec2", "DescribeNatGateways", `CreateNatGateway DeleteNatGateway ${TAGS}`),
  "aws:ec2/eip:Eip": needs(
    "ec2",
    "DescribeAddresses DescribeAddressesAttribute",
    `AllocateAddress ReleaseAddress DisassociateAddress ${TAGS}`,
  ),
  "aws:ec2/routeTable:RouteTable": needs(
    "ec2",
    "DescribeRouteTables",
    `CreateRouteTable DisassociateRouteTable DeleteRouteTable ${TAGS}`,
  ),
  "aws:ec2/route:Route": needs("ec2", "DescribeRouteTables", "CreateRoute ReplaceRoute DeleteRoute"),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": needs(
    "ec2",
    "DescribeRouteTables",
    "AssociateRouteTable ReplaceRouteTableAssociation DisassociateRouteTable",
  ),
  "aws:ec2/networkAclRule:NetworkAclRule": needs(
    "ec2",
    "DescribeNetworkAcls",
    "CreateNetworkAclEntry ReplaceNetworkAclEntry DeleteNetworkAclEntry",
  ),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": needs(
    "ec2",
    "DescribeSecurityGroups DescribeSecurityGroupRules",
    `RevokeSecurityGroupIngress RevokeSecurityGroupEgress ${TAGS}`,
  ),
  "aws:ec2/securityGroup:SecurityGroup": needs(
    "ec2",
    "DescribeSecurityGroups DescribeSecurityGroupRules DescribeNetworkInterfaces",
    `CreateSecurityGroup RevokeSecurityGroupIngress RevokeSecurityGroupEgress DeleteSecurityGroup ${LEFT_INTERFACES} ${TAGS}`,
  ),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": needs(
    "ec2",
    "DescribeSecurityGroupRules",
    `AuthorizeSecurityGroupIngress ModifySecurityGroupRules RevokeSecurityGroupIngress ${TAGS}`,
  ),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": needs(
    "ec2",
    "DescribeSecurityGroupRules",
    `AuthorizeSecurityGroupEgress ModifySecurityGroupRules RevokeSecurityGroupEgress ${TAGS}`,
  ),
  "aws:ec2/vpcEndpoint:VpcEndpoint": needs(
    "ec2",
    "DescribeVpcEndpoints DescribePrefixLists DescribeNetworkInterfaces DescribeSubnets DescribeSecurityGroups",
    `CreateVpcEndpoint ModifyVpcEndpoint DeleteVpcEndpoints ${TAGS}`,
  ),
  "aws:ec2/flowLog:FlowLog": together(
    needs("ec2", "DescribeFlowLogs", `CreateFlowLogs DeleteFlowLogs ${TAGS}`),
    needs("logs", "", "CreateLogDelivery DeleteLogDelivery"),
  ),
  "aws:index/getAvailabilityZones:getAvailabilityZones": needs("ec2", "DescribeAvailabilityZones"),
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": needs("ec2", "DescribeManagedPrefixLists GetManagedPrefixListEntries"),
  "aws:ec2/getRouteTable:getRouteTable": needs("ec2", "DescribeRouteTables"),
  "aws:ec2/getSubnet:getSubnet": needs("ec2", "DescribeSubnets"),
  "aws:ec2/getVpcEndpoint:getVpcEndpoint": needs("ec2", "DescribeVpcEndpoints DescribePrefixLists"),
};
