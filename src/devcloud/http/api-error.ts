/** A refusal by a service. Each service turns it into its own error body (`Service.errorBody`). */
export class ApiError extends Error {
  readonly status: number;
  /** The service's name for the error, such as `NetworkInUse`; used by Neutron's bodies. */
  readonly type: string;
  readonly headers: Record<string, string>;
  constructor(status: number, message: string, type = '', headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.type = type;
    this.headers = headers;
  }
}

export const badRequest = (message: string): ApiError => new ApiError(400, message, 'BadRequest');
export const unauthorized = (message = 'The request you have made requires authentication.'): ApiError =>
  new ApiError(401, message, 'Unauthorized');
export const forbidden = (message: string): ApiError => new ApiError(403, message, 'Forbidden');
export const notFound = (message = 'The resource could not be found.'): ApiError =>
  new ApiError(404, message, 'NotFound');
export const conflict = (message: string): ApiError => new ApiError(409, message, 'Conflict');
export const tooLarge = (message: string): ApiError => new ApiError(413, message, 'OverLimit');
