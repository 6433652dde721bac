// Variables that well-known libraries read by themselves: a module that imports the library uses them without naming them.
const libraries: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:openai|langchain|llama_index|litellm|autogen)/, /^(?:OPENAI|AZURE_OPENAI)_/],
  [/^(?:anthropic|langchain|litellm)/, /^ANTHROPIC_/],
  [/^clarifai/, /^CLARIFAI_/],
  [
    /^(?:huggingface_hub|transformers|datasets|diffusers|sentence_transformers|langchain)/,
    /^(?:HF_|HUGGING_?FACE)/,
  ],
  [/^(?:boto3|botocore|s3fs|awswrangler|aioboto3)/, /^AWS_/],
  [/^(?:google|vertexai|gcsfs|langchain)/, /^(?:GOOGLE|GEMINI|GCLOUD)_/],
  [/^(?:azure|msal|adlfs)/, /^AZURE_/],
  [/^(?:langchain|langsmith|langgraph)/, /^(?:LANGCHAIN|LANGSMITH|SERPAPI|TAVILY)_/],
  [/^(?:cohere|langchain)/, /^(?:CO|COHERE)_/],
  [
    /^(?:groq|mistralai|together|replicate|pinecone|qdrant_client|weaviate|langchain)/,
    /^(?:GROQ|MISTRAL|TOGETHER|REPLICATE|PINECONE|QDRANT|WEAVIATE)_/,
  ],
  [
    /^(?:sentry_sdk|wandb|mlflow|kaggle|tweepy|twilio|sendgrid|stripe)/,
    /^(?:SENTRY|WANDB|MLFLOW|KAGGLE|TWITTER|TWILIO|SENDGRID|STRIPE)_/,
  ],
  [/^(?:psycopg|psycopg2|asyncpg)/, /^PG[A-Z]+$/],
]

export function isOftenReadByLibraries(
  name: string,
  imports: readonly { readonly module: string }[],
): boolean {
  return libraries.some(
    ([library, variable]) =>
      variable.test(name) && imports.some(({ module }) => library.test(module)),
  )
}
