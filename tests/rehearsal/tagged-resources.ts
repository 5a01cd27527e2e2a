/** ARNs of all resources in the account with the stack's default tags, as AWS's tagging service lists them. */
export async function taggedResources(endpoint: string, environment: string): Promise<string[]> {
  const arns: string[] = [];
  let token = "";
  do {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "ResourceGroupsTaggingAPI_20170126.GetResources",
        authorization:
          "AWS4-HMAC-SHA256 Credential=rehearsal/20260101/us-east-1/tagging/aws4_request, SignedHeaders=host, Signature=0",
      },
      body: JSON.stringify({
        TagFilters: [
          { Key: "project", Values: ["xmpro"] },
          { Key: "environment", Values: [environment] },
        ],
        PaginationToken: token,
      }),
    });
    if (!response.ok) throw new Error(`the account does not list its resources: ${response.status} ${await response.text()}`);
    const page = (await response.json()) as { ResourceTagMappingList: { ResourceARN: string }[]; PaginationToken?: string };
    arns.push(...page.ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN));
    token = page.PaginationToken ?? "";
  } while (token !== "");
  return arns;
}
